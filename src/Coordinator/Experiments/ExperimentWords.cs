using System.Globalization;
using Lab.Contracts;
using Lab.Coordinator.Experiments.Targets;
using Lab.Coordinator.Experiments.Yaml;
using Lab.Coordinator.Factors;

namespace Lab.Coordinator.Experiments;

/// <summary>What an experiment consists of, in words: its clients, their sessions, the way to its target.</summary>
internal static class ExperimentWords
{
    public static IReadOnlyList<SetUpFact> SetUp(Experiment experiment)
    {
        var workload = experiment.Workload;
        var arms = experiment.Arms.Select(a => (a.Name, TrialPlan.For(experiment, a).Workload)).ToList();
        var facts = new List<SetUpFact>
        {
            new("clients", InAll(arms, Client)),
            new("a trial", Trial(workload)),
            new("arrival", InAll(arms, Arrival)),
            new("tools run", InAll(arms, w => Range(w.ToolTime))),
        };
        if (workload.ThinkTime.Max > TimeSpan.Zero)
        {
            facts.Add(new("user thinks", Range(workload.ThinkTime)));
        }

        if (workload.TimeScale != 1)
        {
            facts.Add(new("time scale", $"{Number(workload.TimeScale)} for tools, thinking and waits between attempts; time-outs of the network stay"));
        }

        facts.Add(new("way", InAll(arms, w => Way(experiment.Target, w))));
        if (Ceilings(experiment) is { Length: > 0 } ceilings)
        {
            facts.Add(new("at most", ceilings));
        }

        return facts;
    }

    /// <summary>A number as people write it.</summary>
    public static string Number(double number) => number.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>What holds in all arms, or in each where their factors set it.</summary>
    private static string InAll(List<(string Arm, Workload Workload)> arms, Func<Workload, string> say) =>
        arms.Select(a => say(a.Workload)).Distinct().ToList() is [var one] ? one : string.Join("; ", arms.Select(a => $"{a.Arm}: {say(a.Workload)}"));

    private static string Client(Workload workload) => (workload.Driver, workload.Client) switch
    {
        (LoadDriver.ClaudeCli, _) => "the real Claude Code, by its claude command",
        (_, ClientNames.Bare) => "bare (one attempt a call, nothing beside the conversation)",
        (_, var client) => $"{client}, imitated{(workload.FirstParty ? ", as against the API itself" : "")}",
    };

    private static string Trial(Workload workload)
    {
        var subagents = workload.Subagents == 0 ? "" : $", {Count(workload.Subagents, "subagent")} of {Count(workload.SubagentTurns, "call")} each";
        var prompts = workload.Prompts == 1 ? "" : $" from {Count(workload.Prompts, "prompt")}";
        return $"{Count(workload.Sessions, "session")} of {Count(workload.Turns, "call")}{prompts}{subagents}";
    }

    private static string Arrival(Workload workload) => workload.Arrival switch
    {
        { Kind: ArrivalKind.Ramp, Over: { } over } => $"evenly over {Quantities.Text(over)}",
        { Kind: ArrivalKind.Poisson, PerSecond: { } rate } => $"{Number(rate)} a second on average (Poisson)",
        _ => workload.Parallel >= workload.Sessions ? "all at once" : $"{workload.Parallel} at a time",
    };

    private static string Way(TargetChoice target, Workload workload)
    {
        var parts = new List<string> { workload.PooledConnections ? "kept connections" : "a connection for each request" };
        if (target.Kind == TargetKind.Emulator || target.Url is not null)
        {
            parts.Add(target.Https || target.Url?.Scheme == Uri.UriSchemeHttps ? "HTTPS" : "plain HTTP");
        }

        if (target.Resolver is { } resolver)
        {
            parts.Add(target.AsksEmulator ? "names by the emulator's resolver" : $"names by the resolver {resolver}");
        }

        if (target.Proxy is { } proxy)
        {
            parts.Add($"through the proxy {proxy.Host}:{proxy.Port}");
        }

        return string.Join(", ", parts);
    }

    private static string Ceilings(Experiment experiment)
    {
        var target = experiment.Target;
        return string.Join(", ", new[]
        {
            target.MaxRequests is { } requests ? $"{Count(requests, "request")}" : null,
            target.MaxTokens is { } tokens ? $"{Count(tokens, "token")}" : null,
            target.RequestsPerSecond is { } rate ? $"{Number(rate)} requests a second in all" : null,
        }.OfType<string>());
    }

    private static string Range(DurationRange range) => range.Min == range.Max ? Quantities.Text(range.Min) : $"{Quantities.Text(range.Min)} to {Quantities.Text(range.Max)}";

    private static string Count(long number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {noun}{(number == 1 ? "" : "s")}");
}
