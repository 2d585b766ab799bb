namespace Lab.Contracts;

/// <summary>What the sessions of a trial do. Equal in all arms but for what an arm's factors set.</summary>
public sealed record Workload
{
    /// <summary>Model requests in a trial, 1 or more: the trial's size.</summary>
    public int Calls { get; init; } = 60;

    /// <summary>Calls in a session, 1 or more; <see cref="Calls"/> is a multiple of it.</summary>
    public int Turns { get; init; } = 5;

    /// <summary>Sessions at the same time, 1 or more.</summary>
    public int Parallel { get; init; } = 6;

    /// <summary>The client that the sessions imitate (a profile's name).</summary>
    public string Client { get; init; } = "bare";

    /// <summary>Size of the first request's body in bytes: system, tools and prompt.</summary>
    public int PromptBytes { get; init; } = 49_239;

    /// <summary>Bytes by which the history grows each turn beyond the reply itself.</summary>
    public int TurnBytes { get; init; } = 348;

    /// <summary>How long a tool runs between a reply and the next request: this is the time a connection lies idle.</summary>
    public DurationRange ToolTime { get; init; } = new(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(20));

    /// <summary>A time-out of the connect phase; the kernel's own where null.</summary>
    public TimeSpan? ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait for the response header.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest silence inside a body.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether a session keeps its connections for its next requests (as Claude Code does) or opens one for each.</summary>
    public bool PooledConnections { get; init; } = true;

    /// <summary>How the emulator replies; without meaning for other targets.</summary>
    public ReplyShape Reply { get; init; } = new();
}

/// <summary>A duration drawn evenly between two bounds.</summary>
/// <param name="Min">The least, zero or more.</param>
/// <param name="Max">The most, not below the least.</param>
public readonly record struct DurationRange(TimeSpan Min, TimeSpan Max)
{
    /// <summary>The duration at a share in 0..1 of the way from the least to the most.</summary>
    public TimeSpan At(double share) => Min + ((Max - Min) * share);
}
