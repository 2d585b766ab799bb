using Lab.Contracts;

namespace Lab.Coordinator.Fidelity;

/// <summary>One thing that a session meets, the simulated one and the real one alike.</summary>
/// <param name="Name">Its name in the API.</param>
/// <param name="What">What happens, for a reader.</param>
internal sealed record Scenario(string Name, string What)
{
    public IReadOnlyList<FaultSpec> Faults { get; init; } = [];

    /// <summary>Rounds of tools before the answer.</summary>
    public int Rounds { get; init; }

    /// <summary>Tools in a round.</summary>
    public int Tools { get; init; } = 1;

    /// <summary>Subagents, of one tool each.</summary>
    public int Subagents { get; init; }

    /// <summary>Whether the client tries again and again: then 2 gets two retries, and 1, which cannot be told, is simulated in short time and not waited for in real.</summary>
    public bool IsRetried { get; init; }

    public ReplyShape Reply => new()
    {
        Events = 8,
        EventBytes = 20,
        Pace = TimeSpan.FromMilliseconds(5),
        ToolUses = Rounds,
        ParallelTools = Tools,
        Subagents = Subagents,
        SubagentToolUses = Subagents > 0 ? 1 : 0,
    };

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("one-prompt", "One prompt, one answer"),
        new("five-tools", "Five tools, one after another") { Rounds = 5 },
        new("three-tools-at-once", "Three tools in one turn") { Rounds = 1, Tools = 3 },
        new("four-subagents", "Four subagents at once, one tool each") { Rounds = 1, Subagents = 4 },
        new("reset", "The connection is reset before the response header") { Faults = [new ResetBeforeHeaders()], IsRetried = true },
        new("close", "The connection is closed before the response header") { Faults = [new CloseBeforeHeaders()], IsRetried = true },
        new("cut", "The stream is cut before a block is finished") { Faults = [new CutMidStream { AfterEvents = 4 }], IsRetried = true },
        new("no-message-stop", "The stream ends in order, without its message_stop") { Faults = [new NoMessageStop { AfterEvents = 4 }], IsRetried = true },
        new("rate-limit", "HTTP 429 with retry-after: 2") { Faults = [new RateLimit { RetryAfter = TimeSpan.FromSeconds(2) }], IsRetried = true },
        new("overload", "HTTP 529") { Faults = [new Overload()], IsRetried = true },
        new("internal-error", "HTTP 500") { Faults = [new InternalError()], IsRetried = true },
        new("unauthorized", "HTTP 401") { Faults = [new Unauthorized()], IsRetried = true },
        new("forbidden", "HTTP 403") { Faults = [new Forbidden()] },
        new("captive-portal", "HTTP 200 with a page of HTML") { Faults = [new CaptivePortal()] },
    ];
}
