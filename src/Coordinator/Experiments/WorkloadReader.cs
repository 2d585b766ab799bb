using Lab.Contracts;
using Lab.Coordinator.Experiments.Yaml;

namespace Lab.Coordinator.Experiments;

/// <summary>Reads what the sessions of a trial do.</summary>
internal static class WorkloadReader
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly Workload Usual = new();

    public static Workload Read(YamlMap map)
    {
        var workload = new Workload
        {
            Calls = map["calls"].Whole(Usual.Calls, 1, 1_000_000),
            Turns = map["turns"].Whole(Usual.Turns, 1, 10_000),
            Parallel = map["parallel"].Whole(Usual.Parallel, 1, 10_000),
            Client = map["client"].Text(Usual.Client),
            PromptBytes = map["prompt-bytes"] is { IsThere: true } prompt ? prompt.Whole(1_000, 1_000, 30_000_000) : null,
            TurnBytes = map["turn-bytes"].Whole(Usual.TurnBytes, 0, 10_000_000),
            ToolTime = ReadRange(map["tool-time"], Usual.ToolTime),
            ConnectTimeout = map["connect-timeout"] is { IsThere: true } connect ? connect.DurationOrNone(null, TimeSpan.FromMilliseconds(1), Hour) ?? Timeout.InfiniteTimeSpan : null,
            HeadersTimeout = map["headers-timeout"] is { IsThere: true } headers ? headers.Duration(Hour, TimeSpan.FromMilliseconds(1), Hour) : null,
            IdleTimeout = map["idle-timeout"] is { IsThere: true } idle ? idle.Duration(Hour, TimeSpan.FromMilliseconds(1), Hour) : null,
            PooledConnections = map["pooled-connections"].Flag(Usual.PooledConnections),
            Reply = ReadReply(map["reply"].Map()),
        };

        if (workload.Calls % workload.Turns != 0)
        {
            map["calls"].Fault($"is {workload.Calls}, which is not a multiple of turns ({workload.Turns})", $"write for example 'calls: {workload.Turns * Math.Max(1, workload.Calls / workload.Turns)}'");
        }

        if (workload.Client != Usual.Client)
        {
            map["client"].Fault($"'{workload.Client}' is not a client profile", $"write '{Usual.Client}'");
        }

        map.RefuseOthers();

        // A session is a chain of tool calls below one prompt, so its replies ask for a tool until the last turn.
        return workload with { Reply = workload.Reply with { ToolUses = workload.Turns - 1 } };
    }

    private static ReplyShape ReadReply(YamlMap map)
    {
        var reply = new ReplyShape
        {
            Events = map["events"].Whole(Usual.Reply.Events, 0, 1_000_000),
            Pace = map["pace"].Duration(Usual.Reply.Pace, TimeSpan.Zero, Hour),
            EventBytes = map["event-bytes"].Whole(Usual.Reply.EventBytes, 1, 1_000_000),
        };
        map.RefuseOthers();
        return reply;
    }

    /// <summary><c>20ms</c>, or <c>5ms..20ms</c>.</summary>
    private static DurationRange ReadRange(YamlField field, DurationRange fallback) =>
        field.Read(fallback, "a duration such as 20ms, or a range such as 5ms..20ms", text =>
        {
            var parts = text.Split("..", 2, StringSplitOptions.TrimEntries);
            return Quantities.Duration(parts[0]) is { } least && Quantities.Duration(parts[^1]) is { } most && least <= most && most <= Hour
                ? new DurationRange(least, most)
                : null;
        });
}
