using Lab.ApiEmulator.Errors;
using Lab.ApiEmulator.Faults;
using Lab.ApiEmulator.Messages;
using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.ApiEmulator.Connections;

/// <summary>At most so many of the sessions' connections at a time; one more is refused, reset, or its requests are answered with 429.</summary>
internal static class ConnectionLimitFault
{
    private const string Name = "connection-limit";
    private const int Greatest = 1_000_000;

    /// <summary>Between two looks at the time, where an onset names one.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public static IConnectionFault Make(ConnectionLimit spec) => spec.By switch
    {
        LimitBy.Refusing => new Refusing(spec),
        LimitBy.RateLimiting => new RateLimiting(spec),
        _ => new Resetting(spec),
    };

    public static IEnumerable<Complaint> Check(ConnectionLimit spec)
    {
        if (spec.Most is < 1 or > Greatest)
        {
            yield return new("most", $"Must be 1 to {Greatest}; it is {spec.Most}.");
        }

        if (!Enum.IsDefined(spec.By))
        {
            yield return new("by", $"Must be {string.Join(", ", Enum.GetValues<LimitBy>().Select(b => Words.Kebab(b)))}; it is {spec.By}.");
        }

        if (spec.By == LimitBy.Refusing && spec.Probability < 1)
        {
            yield return new("probability", "Must be 1 where the limit refuses: the kernel does so before anything could be drawn for a connection.");
        }

        if (spec.By == LimitBy.Refusing && spec.Onset?.AfterRequests is not null)
        {
            yield return new("onset.afterRequests", "Must be left out where the limit refuses: a connection that is refused has no number.");
        }
    }

    /// <summary>The ports are shut while the limit is reached. What the kernel had accepted at that moment beyond it is reset.</summary>
    private sealed class Refusing(ConnectionLimit spec) : IPortFault
    {
        public string Kind => Name;

        public string Says { get; } = $"The emulator's ports refused connections while {spec.Most} were open, as planned.";

        public TimeSpan? Slot => spec.Onset is null ? null : Look;

        public bool CountsOpen => true;

        public bool CanShut(int open) => open >= spec.Most;
    }

    private sealed class Resetting(ConnectionLimit spec) : IResetAtOnce
    {
        public string Kind => Name;

        public string Says { get; } = $"The emulator reset a connection beyond the limit of {spec.Most}, as planned.";

        public bool CanStrike(bool isTls, int open) => open > spec.Most;
    }

    private sealed class RateLimiting(ConnectionLimit spec) : IAnswerFault, IFault
    {
        public string Kind => Name;

        public string Says { get; } = $"The emulator answered 429 on a connection beyond the limit of {spec.Most}, as planned.";

        public int? AfterEvents => null;

        public IFault Answer => this;

        public bool CanStrike(bool isTls, int open) => open > spec.Most;

        public async ValueTask<bool> Strike(Exchange exchange)
        {
            await exchange.Refuse(ApiError.RateLimited(null));
            return false;
        }
    }
}
