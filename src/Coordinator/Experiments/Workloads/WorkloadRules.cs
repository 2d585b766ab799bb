using Lab.Contracts;
using Lab.Coordinator.Experiments.Yaml;

namespace Lab.Coordinator.Experiments.Workloads;

/// <summary>What the fields of a workload must keep to together.</summary>
internal static class WorkloadRules
{
    /// <summary>Sessions that arrive by themselves have a lane each, and every lane is a record in the store.</summary>
    private const int MostArriving = 10_000;

    /// <summary>What the real client decides by itself, so that a definition must not seem to set it.</summary>
    private static readonly string[] OfTheClient =
        ["prompt-bytes", "turn-bytes", "compact-above", "connect-timeout", "headers-timeout", "idle-timeout", "pooled-connections", "first-party", "time-scale"];

    /// <summary>Notes what is wrong with a definition's workload.</summary>
    public static void Check(Workload workload, YamlMap map)
    {
        foreach (var (field, rule, fix) in Complaints(workload))
        {
            map[field].Fault(rule, fix);
        }

        if (workload.Arrival.Kind != ArrivalKind.AtOnce && map["parallel"].IsThere)
        {
            map["parallel"].Fault($"has no meaning beside 'arrival: {Words.Kebab(workload.Arrival.Kind)} …', where sessions arrive by themselves however many are running", "leave one of the two out");
        }

        foreach (var field in OfTheClient.Where(f => workload.Driver == LoadDriver.ClaudeCli && map[f].IsThere))
        {
            map[field].Fault("is the real client's own affair with 'driver: claude-cli'", "leave it out, or take the simulated driver");
        }
    }

    /// <summary>How large a client's first request is by itself, about.</summary>
    private static int OwnBytes(string client) => client switch
    {
        ClientNames.ClaudeCode2 => 50_000,
        ClientNames.ClaudeCode1 => 53_000,
        _ => 1_000,
    };

    /// <summary>What is wrong with a workload, whoever set its fields.</summary>
    public static IEnumerable<(string Field, string Rule, string Fix)> Complaints(Workload workload)
    {
        var perSession = workload.CallsPerSession;
        if (workload.Calls % perSession != 0)
        {
            var sum = workload.Subagents == 0 ? $"turns ({workload.Turns})" : $"{perSession}, the calls of a session: {workload.Turns} turns and {workload.Subagents} subagents × {workload.SubagentTurns}";
            yield return ("calls", $"is {workload.Calls}, which is not a multiple of {sum}", $"write for example 'calls: {perSession * Math.Max(1, workload.Calls / perSession)}'");
        }

        if (workload.Prompts > workload.Turns)
        {
            yield return ("prompts", $"is {workload.Prompts}, and a session has {workload.Turns} turns, each prompt being one", $"write 'prompts: {workload.Turns}' or less, or more turns");
        }
        else if (workload.Subagents > 0 && workload.Turns <= workload.Prompts)
        {
            yield return ("subagents", "needs a first prompt of two turns or more, since its first reply asks for them and the second one answers", $"write 'turns: {workload.Prompts + 1}' or more");
        }

        if (workload.CompactAbove is { } above && (workload.PromptBytes ?? OwnBytes(workload.Client)) is var first && above <= first)
        {
            yield return ("compact-above", $"is {above}, and the first request alone has {(workload.PromptBytes is null ? $"some {first} bytes with {workload.Client}" : $"{first} bytes (prompt-bytes)")}: every request would be compacted", $"write a size above {first}");
        }

        if (workload.Arrival.Kind != ArrivalKind.AtOnce && workload.Sessions > MostArriving)
        {
            yield return ("arrival", $"is for trials of at most {MostArriving:N0} sessions; these are {workload.Sessions:N0}", "write fewer calls");
        }

        if (workload.MaxRetries is not null && workload.Client != ClientNames.ClaudeCode2)
        {
            yield return ("max-retries", $"can be set for {ClientNames.ClaudeCode2} only, as its user can; the client is '{workload.Client}'", "leave it out, or imitate that client");
        }

        if (workload.Driver == LoadDriver.ClaudeCli && workload.Client is not (ClientNames.ClaudeCode2 or ClientNames.ClaudeCode1))
        {
            yield return ("client", $"is '{workload.Client}', and 'driver: claude-cli' runs the real Claude Code", $"leave it out, or write '{ClientNames.ClaudeCode2}' or '{ClientNames.ClaudeCode1}', whichever is installed");
        }

        if (workload.Driver == LoadDriver.ClaudeCli && workload.Prompts != 1)
        {
            yield return ("prompts", $"is {workload.Prompts}, and 'driver: claude-cli' gives the real client one prompt a session", "leave it out");
        }
    }
}
