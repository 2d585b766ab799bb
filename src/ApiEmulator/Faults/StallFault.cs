using Lab.ApiEmulator.Messages;
using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.ApiEmulator.Faults;

/// <summary>Silence for a while, without a ping, before the headers or in the middle of the reply; ends early when the client leaves.</summary>
internal sealed class StallFault(Stall spec) : IFault
{
    public const string Name = "stall";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public string Kind => Name;

    public int? AfterEvents => spec.AfterEvents;

    public string Says { get; } = $"The emulator stalled for {spec.For.TotalSeconds} s {(spec.AfterEvents is { } events ? $"after {events} events of the reply" : "before the headers")}, as planned.";

    public async ValueTask<bool> Strike(Exchange exchange)
    {
        try
        {
            await exchange.Pace.Sleep(spec.For, exchange.ClientLeft);
            return true;
        }
        catch (OperationCanceledException)
        {
            exchange.NoteClientLeft();
            return false;
        }
    }

    public static IEnumerable<Complaint> Check(Stall spec)
    {
        if (spec.AfterEvents < 0)
        {
            yield return new("afterEvents", $"Must be 0 or more, or left out to stall before the headers; it is {spec.AfterEvents}.");
        }

        if (spec.For <= TimeSpan.Zero || spec.For > Longest)
        {
            yield return new("for", $"Must be more than 0 and {Longest.TotalSeconds} seconds at most; it is {spec.For.TotalSeconds}.");
        }
    }
}
