namespace Lab.Contracts;

/// <summary>What the sessions of a trial do. Equal in all arms but for what an arm's factors set.</summary>
public sealed record Workload
{
    /// <summary>Model requests in a trial, 1 or more: the trial's size. Auxiliary requests of a client (see <see cref="CallPurpose"/>) come on top and are counted apart.</summary>
    public int Calls { get; init; } = 60;

    /// <summary>Calls of a session's own conversation, 1 or more; <see cref="Calls"/> is a multiple of <see cref="CallsPerSession"/>.</summary>
    public int Turns { get; init; } = 5;

    /// <summary>Prompts among the turns, 1 to <see cref="Turns"/>: the other turns answer tools.</summary>
    public int Prompts { get; init; } = 1;

    /// <summary>Tools that a reply asks for at once, 1 or more.</summary>
    public int ParallelTools { get; init; } = 1;

    /// <summary>Subagents that a session's first reply asks for, all at once; 0 for none.</summary>
    public int Subagents { get; init; }

    /// <summary>Calls of a subagent, 1 or more.</summary>
    public int SubagentTurns { get; init; } = 2;

    /// <summary>Sessions at the same time, 1 or more; without meaning where they arrive by themselves (<see cref="Arrival"/>).</summary>
    public int Parallel { get; init; } = 6;

    /// <summary>How sessions arrive.</summary>
    public Arrival Arrival { get; init; } = Arrival.AtOnce;

    /// <summary>Who makes the requests.</summary>
    public LoadDriver Driver { get; init; }

    /// <summary>The client that the sessions imitate (a profile's name).</summary>
    public string Client { get; init; } = "bare";

    /// <summary>Whether sessions behave as against the API itself (start-up requests, its time-outs) and not as against a base URL of the user's, quiet.</summary>
    public bool FirstParty { get; init; }

    /// <summary>Size of the first request's body in bytes: system, tools and prompt. Null is as the client's own is.</summary>
    public int? PromptBytes { get; init; }

    /// <summary>Bytes by which the history grows each turn beyond the reply itself.</summary>
    public int TurnBytes { get; init; } = 348;

    /// <summary>A history whose next request would be larger than this is compacted first (the <c>/compact</c> command: one more request); null never.</summary>
    public int? CompactAbove { get; init; }

    /// <summary>How long a tool runs between a reply and the next request: this is the time a connection lies idle.</summary>
    public DurationRange ToolTime { get; init; } = new(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(20));

    /// <summary>How long the user thinks before a further prompt.</summary>
    public DurationRange ThinkTime { get; init; }

    /// <summary>Multiplies tool times, think times and waits between attempts, never a time-out of the network; more than 0, 1 is real time.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>A time-out of the connect phase; <see cref="Timeout.InfiniteTimeSpan"/> leaves it to the kernel; null is the client's own.</summary>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <summary>The longest wait for the response header; null is the client's own.</summary>
    public TimeSpan? HeadersTimeout { get; init; }

    /// <summary>The longest silence inside a body; null is the client's own.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>Attempts after the first, 0 or more, for clients that let it be set (claude-code 2); null is the client's own.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>A silence inside a body from which on it counts as a stall.</summary>
    public TimeSpan StallAbove { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether a session keeps its connections for its next requests (as Claude Code does) or opens one for each.</summary>
    public bool PooledConnections { get; init; } = true;

    /// <summary>How the emulator replies; without meaning for other targets. Its tools, subagents and prompts follow the workload's.</summary>
    public ReplyShape Reply { get; init; } = new();

    /// <summary>Calls of a session: its own and its subagents'.</summary>
    public int CallsPerSession => Turns + (Subagents * SubagentTurns);

    /// <summary>Sessions in a trial.</summary>
    public int Sessions => Calls / CallsPerSession;
}

/// <summary>How the sessions of a trial arrive.</summary>
/// <param name="Kind">All at once, evenly over a time, or as a Poisson process.</param>
/// <param name="Over">The time of a ramp.</param>
/// <param name="PerSecond">The mean rate of a Poisson process, sessions a second.</param>
public sealed record Arrival(ArrivalKind Kind, TimeSpan? Over = null, double? PerSecond = null)
{
    /// <summary>As many as may run at a time begin at once; the next when one ends.</summary>
    public static Arrival AtOnce { get; } = new(ArrivalKind.AtOnce);
}

/// <summary>How sessions arrive.</summary>
public enum ArrivalKind
{
    /// <summary><see cref="Workload.Parallel"/> begin at once; the next when one ends.</summary>
    AtOnce,

    /// <summary>Evenly over a time, however many are running.</summary>
    Ramp,

    /// <summary>As a Poisson process, however many are running.</summary>
    Poisson,
}

/// <summary>Who makes a trial's requests.</summary>
public enum LoadDriver
{
    /// <summary>The lab's own sessions, which imitate a client.</summary>
    Simulated,

    /// <summary>The real <c>claude</c> command, where it is installed.</summary>
    ClaudeCli,
}

/// <summary>A duration drawn evenly between two bounds.</summary>
/// <param name="Min">The least, zero or more.</param>
/// <param name="Max">The most, not below the least.</param>
public readonly record struct DurationRange(TimeSpan Min, TimeSpan Max)
{
    /// <summary>The duration at a share in 0..1 of the way from the least to the most.</summary>
    public TimeSpan At(double share) => Min + ((Max - Min) * share);
}
