using Lab.Contracts;

namespace Lab.LoadGenerator.Cli;

/// <summary>What the real command cannot be made to do, or must not: said all at once, before anything is started.</summary>
internal static class ClaudeRules
{
    public static IReadOnlyList<string> Faults(LoadAssignment assignment) => [.. OfTarget(assignment.Target), .. OfWorkload(assignment.Workload)];

    private static IEnumerable<string> OfTarget(Target target)
    {
        var isStandIn = target.Kind == TargetKind.Emulator || (target.Kind == TargetKind.Url && target.Url.IsLoopback);
        if (!isStandIn)
        {
            yield return $"it is let loose on stand-ins only, and the target {target.Url.GetLeftPart(UriPartial.Authority)} ({Words.Kebab(target.Kind)}) is none: use the emulator or a URL on loopback";
        }

        if (target.Resolver is not null)
        {
            yield return "it asks the system's resolver: leave target.resolver out";
        }

        if (target.MaxRequests is not null || target.MaxTokens is not null || target.RequestsPerSecond is not null)
        {
            yield return "nobody can stop it between two requests: leave the budget and the rate out";
        }
    }

    private static IEnumerable<string> OfWorkload(Workload workload)
    {
        if (workload.Prompts != 1)
        {
            yield return $"it gets one prompt a session, not {workload.Prompts}";
        }

        if (workload.FirstParty)
        {
            yield return "a base URL of the lab's makes it no first party: set first-party to false";
        }

        if (workload.PromptBytes is not null || workload.CompactAbove is not null)
        {
            yield return "its bodies are as large as it makes them: leave prompt-bytes and compact-above out";
        }

        if (workload.ConnectTimeout is not null || workload.HeadersTimeout is not null || workload.IdleTimeout is not null)
        {
            yield return "it has time-outs of its own: leave the workload's out";
        }

        if (!workload.PooledConnections)
        {
            yield return "it keeps its connections: set pooled-connections to true";
        }

        if (workload.TimeScale != 1)
        {
            yield return "it lives in real time: leave time-scale at 1";
        }
    }
}
