using System.Net;
using Lab.Contracts;
using Lab.Coordinator.Experiments;
using Lab.Coordinator.Factors;

namespace Lab.Coordinator.Runs;

/// <summary>What a run cannot see because of its target, the way there and its workload.</summary>
internal static class ScopeNotes
{
    public static IEnumerable<string> Of(Experiment experiment, Uri url)
    {
        var (target, workload) = (experiment.Target, experiment.Workload);
        if (IsLoopback(url) && (target.Proxy is null || IsLoopback(target.Proxy)))
        {
            yield return experiment.Arms.SelectMany(a => a.Factors).OfType<IHostSetting>().Any()
                ? "The target is on this host's loopback, so no call crossed a network: this run cannot convict or clear a VM's network, NAT, routes or DNS. Aim at anthropic-unauthenticated, or at a URL elsewhere, to ask about the network."
                : "The target is on this host's loopback: nothing is said of any network, of this host's DNS, or of the real API. A run aimed at anthropic-unauthenticated, or at a URL elsewhere, can judge those.";
        }

        if (target.AsksEmulator)
        {
            yield return "Names were resolved by the lab's own resolver: nothing is said of the one that this host is set up with.";
        }
        else if (target.Resolver is { } resolver)
        {
            yield return $"Names were resolved by {resolver}: nothing is said of the resolver that this host is set up with.";
        }

        if (target.Proxy is { } proxy)
        {
            yield return $"Calls went through the proxy {proxy.Host}:{proxy.Port}: it resolves names and chooses addresses, and what happens behind it is seen only as far as it tells.";
        }

        if (target.Kind == TargetKind.AnthropicUnauthenticated)
        {
            yield return "Calls were answered with 401 at the edge, which counts as connected: nothing is said of streams, of long replies, or of rate limits of an account.";
        }

        if (target.RequestsPerSecond is { } rate)
        {
            yield return $"Requests were paced at {ExperimentWords.Number(rate)} a second in all: bursts, and what they do to a NAT or a rate limit, were not tried.";
        }

        if (workload.TimeScale != 1)
        {
            yield return $"Tools, thinking and waits between attempts were scaled by {ExperimentWords.Number(workload.TimeScale)}; network time-outs were not. What depends on how long a connection lies idle came about accordingly {(workload.TimeScale < 1 ? "less" : "more")} than in real time.";
        }

        var clients = experiment.Arms.Select(a => TrialPlan.For(experiment, a).Workload.Client).Where(c => c != ClientNames.Bare).Distinct().ToList();
        if (workload.Driver == LoadDriver.Simulated && clients.Count > 0)
        {
            yield return $"Sessions imitated {string.Join(" and ", clients)} as far as it was measured; they are not the client itself.";
        }
    }

    private static bool IsLoopback(Uri url) =>
        url.IsLoopback || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
