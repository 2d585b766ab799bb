using Lab.Contracts;
using Lab.Coordinator.Experiments.Yaml;

namespace Lab.Coordinator.Experiments.Workloads;

/// <summary>Reads what the sessions of a trial do.</summary>
internal static class WorkloadReader
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly Workload Usual = new();

    public static Workload Read(YamlMap map)
    {
        var driver = map["driver"].Choice(Usual.Driver, Enum.GetValues<LoadDriver>().ToDictionary(Words.Kebab));
        var workload = new Workload
        {
            Calls = map["calls"].Whole(Usual.Calls, 1, 1_000_000),
            Turns = map["turns"].Whole(Usual.Turns, 1, 10_000),
            Prompts = map["prompts"].Whole(Usual.Prompts, 1, 10_000),
            ParallelTools = map["parallel-tools"].Whole(Usual.ParallelTools, 1, 100),
            Subagents = map["subagents"].Whole(Usual.Subagents, 0, 100),
            SubagentTurns = map["subagent-turns"].Whole(Usual.SubagentTurns, 1, 1_000),
            Parallel = map["parallel"].Whole(Usual.Parallel, 1, 10_000),
            Arrival = WorkloadFields.Arrival(map["arrival"]),
            Driver = driver,
            Client = driver == LoadDriver.ClaudeCli && !map["client"].IsThere ? ClientNames.ClaudeCode2 : WorkloadFields.Client(map["client"]),
            FirstParty = map["first-party"].Flag(Usual.FirstParty),
            PromptBytes = WorkloadFields.PromptBytes(map["prompt-bytes"]),
            TurnBytes = map["turn-bytes"].Size(Usual.TurnBytes, 0, 10_000_000),
            CompactAbove = map["compact-above"] is { IsThere: true } compact ? compact.Size(WorkloadFields.MostBytes, 1_000, WorkloadFields.MostBytes) : null,
            ToolTime = WorkloadFields.Range(map["tool-time"], Usual.ToolTime),
            ThinkTime = WorkloadFields.Range(map["think-time"], Usual.ThinkTime),
            TimeScale = map["time-scale"].Number(Usual.TimeScale, 0.0001, 1_000),
            ConnectTimeout = map["connect-timeout"] is { IsThere: true } connect ? connect.DurationOrNone(null, Millisecond, Hour) ?? Timeout.InfiniteTimeSpan : null,
            HeadersTimeout = map["headers-timeout"] is { IsThere: true } headers ? headers.Duration(Hour, Millisecond, Hour) : null,
            IdleTimeout = map["idle-timeout"] is { IsThere: true } idle ? idle.Duration(Hour, Millisecond, Hour) : null,
            MaxRetries = map["max-retries"] is { IsThere: true } retries ? retries.Whole(0, 0, 15) : null,
            StallAbove = map["stall-above"].Duration(Usual.StallAbove, Millisecond, Hour),
            PooledConnections = map["pooled-connections"].Flag(Usual.PooledConnections),
            Reply = ReadReply(map["reply"].Map()),
        };

        WorkloadRules.Check(workload, map);
        map.RefuseOthers();
        return workload with { Reply = Shaped(workload) };
    }

    private static ReplyShape ReadReply(YamlMap map)
    {
        var reply = new ReplyShape
        {
            Events = map["events"].Whole(Usual.Reply.Events, 0, 1_000_000),
            Pace = map["pace"].Duration(Usual.Reply.Pace, TimeSpan.Zero, Hour),
            EventBytes = map["event-bytes"].Size(Usual.Reply.EventBytes, 1, 65_536),
        };
        map.RefuseOthers();
        return reply;
    }

    /// <summary>The emulator asks for as many tools as the sessions have turns for.</summary>
    /// <remarks>Prompts share a session's turns evenly, the first ones having one more where it does not come out even. A prompt's last turn is its answer, those before it ask for tools.</remarks>
    private static ReplyShape Shaped(Workload workload) => workload.Reply with
    {
        ToolUses = ((workload.Turns + workload.Prompts - 1) / workload.Prompts) - 1,
        ParallelTools = workload.ParallelTools,
        Subagents = workload.Subagents,
        SubagentToolUses = workload.SubagentTurns - 1,
    };
}
