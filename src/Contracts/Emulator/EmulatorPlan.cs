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

    /// <summary>How many of the latest requests are remembered for <c>GET /lab/requests</c>; 0 remembers none.</summary>
    public int Journal { get; init; }
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

    /// <summary>How often the model asks for tools before it answers a prompt: the reply is <c>tool_use</c> until the conversation holds the results of that many rounds since the last prompt.</summary>
    public int ToolUses { get; init; }

    /// <summary>Tools that such a reply asks for at once, 1 or more.</summary>
    public int ParallelTools { get; init; } = 1;

    /// <summary>Subagents that the first reply of a conversation asks for, all at once, where the request offers the tool for it (<c>Task</c> or <c>Agent</c>); 0 for none. It comes before the tools and counts as one of <see cref="ToolUses"/>.</summary>
    public int Subagents { get; init; }

    /// <summary>As <see cref="ToolUses"/>, for conversations of subagents: those whose request does not offer the tool for subagents, while <see cref="Subagents"/> is above 0.</summary>
    public int SubagentToolUses { get; init; }
}

/// <summary>What the emulator is doing: its plan, and which life of the process this is.</summary>
/// <param name="InstanceId">New at every start: a trial during which it changed is void, since the emulator was away.</param>
/// <param name="Plan">The plan in force.</param>
/// <param name="Requests">Requests for messages since the plan was set.</param>
/// <param name="Faults">How often each fault struck since the plan was set, by kind.</param>
public sealed record EmulatorStatus(string InstanceId, EmulatorPlan Plan, long Requests, IReadOnlyDictionary<string, long> Faults)
{
    /// <summary>Where it serves sessions over plain HTTP: faults of connections strike there and at <see cref="Https"/>, never at the address that the lab controls it by; null where it does not.</summary>
    public Uri? Http { get; init; }

    /// <summary>Where it serves sessions over HTTPS, by a certificate of its own authority; null where it does not.</summary>
    public Uri? Https { get; init; }

    /// <summary>The certificate of its authority in PEM, made anew at each start; trusted by the lab's own sessions only.</summary>
    public string? CaCertificate { get; init; }

    /// <summary>Where its resolver listens, UDP and TCP: address and port. It knows one name, <see cref="EmulatorNames.Host"/>.</summary>
    public string? Resolver { get; init; }

    /// <summary>Connections open now at <see cref="Http"/> and <see cref="Https"/>.</summary>
    public int OpenConnections { get; init; }
}

/// <summary>Names of the emulator's.</summary>
public static class EmulatorNames
{
    /// <summary>The name that its resolver knows and that its certificate is for, beside <c>localhost</c> and the loopback addresses.</summary>
    public const string Host = "api.lab.test";
}

/// <summary>A request as the emulator saw it: <c>GET /lab/requests</c> gives the latest ones, oldest first.</summary>
public sealed record EmulatorRequest
{
    /// <summary>When its header was there.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The connection, as the emulator numbers them, from 1 in each life of the process.</summary>
    public required long Connection { get; init; }

    /// <summary>Which request of its connection it was, from 1.</summary>
    public required int OnConnection { get; init; }

    /// <summary>Method, path and query.</summary>
    public required string Line { get; init; }

    /// <summary>The session, as it names itself; null where it does not.</summary>
    public string? Session { get; init; }

    /// <summary>Header names and values in their order; the values of <c>x-api-key</c> and <c>authorization</c> are left out.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Bytes of the body.</summary>
    public long BodyBytes { get; init; }

    /// <summary>The model asked for, for requests for messages.</summary>
    public string? Model { get; init; }

    /// <summary>Whether the reply is to be streamed; null for other requests.</summary>
    public bool? Stream { get; init; }

    /// <summary>Tools offered; null for other requests.</summary>
    public int? Tools { get; init; }

    /// <summary><c>max_tokens</c>; null for other requests.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The status answered; null where none was sent.</summary>
    public int? Status { get; init; }

    /// <summary>The fault that struck it; null when it was spared.</summary>
    public string? Fault { get; init; }

    /// <summary>From the header of the request to the end of the reply.</summary>
    public TimeSpan Duration { get; init; }
}
