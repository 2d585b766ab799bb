using Lab.Contracts;

namespace Lab.LoadGenerator.Profiles.Side;

/// <summary>What a client asks beside the conversation, and when.</summary>
internal sealed record SideRequests
{
    public static SideRequests None { get; } = new();

    /// <summary>A small model's question before each tool of the session's own, which waits for the answer; null for none.</summary>
    public SmallModelQuestion? BeforeTool { get; init; }

    /// <summary>A small model's question for each tool beside the turn that brings its result, a subagent's included; null for none.</summary>
    public SmallModelQuestion? BesideResult { get; init; }

    /// <summary>A small model's question before each further prompt; null for none.</summary>
    public SmallModelQuestion? BeforePrompt { get; init; }

    /// <summary>How long after that question the prompt follows.</summary>
    public DurationRange PromptFollows { get; init; }

    /// <summary>What it asks at its start when it talks to the API itself: all at once, each on a connection of its own, beside the first turn.</summary>
    public IReadOnlyList<HousekeepingRequest> AtStart { get; init; } = [];

    /// <summary>What it reports at its end when it talks to the API itself.</summary>
    public IReadOnlyList<HousekeepingRequest> AtEnd { get; init; } = [];

    /// <summary>The headers of those two.</summary>
    public Func<HeaderFacts, bool, IEnumerable<HeaderField>> HousekeepingHeaders { get; init; } = static (_, _) => [];
}
