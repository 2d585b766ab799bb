using Lab.ApiEmulator.Messages;
using Lab.ApiEmulator.Plans;
using Lab.ApiEmulator.Wire;
using Lab.Contracts;

namespace Lab.ApiEmulator.Faults;

/// <summary>Nothing more is read of a large body, and nothing is answered, until the client leaves.</summary>
internal sealed class DropLargeBodyFault(DropLargeBody spec) : IFault
{
    public const string Name = "drop-large-body";

    /// <summary>No client waits so long; one that has vanished without a word is let go of then.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public string Kind => Name;

    public int? AfterEvents => null;

    public int? Above => spec.Above;

    public string Says { get; } = $"The emulator read no more of the request behind {spec.Above} bytes of its body, and did not answer, as planned.";

    public async ValueTask<bool> Strike(Exchange exchange)
    {
        await exchange.Hold(Longest);
        return false;
    }

    public static IEnumerable<Complaint> Check(DropLargeBody spec) => Bounds.Whole("above", spec.Above, 0, WireExtensions.LargestBody);
}
