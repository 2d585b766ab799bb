namespace Lab.Contracts;

/// <summary>What the API emulator does until it is told otherwise: how replies look, and which faults strike whom.</summary>
public sealed record EmulatorPlan
{
    /// <summary>Names the plan; a trial's id while a trial runs.</summary>
    public required string Id { get; init; }

    /// <summary>Every draw of a fault comes from this seed, the session's id and the number of the session's request: the same plan strikes the same requests.</summary>
    public long Seed { get; init; }

    /// <summary>Tried in order; the first that strikes is the only one that does.</summary>
    public IReadOnlyList<FaultSpec> Faults { get; init; } = [];

    /// <summary>How a healthy reply looks.</summary>
    public ReplyShape Reply { get; init; } = new();
}

/// <summary>How a healthy reply of the emulator looks.</summary>
public sealed record ReplyShape
{
    /// <summary>Content deltas in a streamed reply, 0 or more.</summary>
    public int Events { get; init; } = 20;

    /// <summary>Time between two deltas; zero sends them as fast as they go.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Characters of text in a delta, 1 or more.</summary>
    public int EventBytes { get; init; } = 40;

    /// <summary>How often the model asks for a tool before it answers a prompt: the reply is <c>tool_use</c> until the conversation holds that many results since the last prompt.</summary>
    public int ToolUses { get; init; }
}

/// <summary>What the emulator is doing: its plan, and which life of the process this is.</summary>
/// <param name="InstanceId">New at every start: a trial during which it changed is void, since the emulator was away.</param>
/// <param name="Plan">The plan in force.</param>
/// <param name="Requests">Requests for messages since the plan was set.</param>
/// <param name="Faults">How often each fault struck since the plan was set, by kind.</param>
public sealed record EmulatorStatus(string InstanceId, EmulatorPlan Plan, long Requests, IReadOnlyDictionary<string, long> Faults);
