using Lab.Contracts;
using Lab.LoadGenerator.Budgets;
using Lab.LoadGenerator.Dialing;
using Lab.LoadGenerator.Dialing.Tls;
using Lab.LoadGenerator.Profiles;
using Lab.LoadGenerator.Sessions;
using Lab.LoadGenerator.Spans;
using Lab.LoadGenerator.Work;
using Lab.ServiceDefaults;
using Lab.State;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Lab.Benchmarks.Load.Clients;

/// <summary>The lab's own sessions, whole: connections, spans that are kept, tallies and samples.</summary>
internal sealed class OwnSessions(SessionParts parts)
{
    private static readonly ServiceIdentity Identity = new("load-generator", "benchmark");

    public LoadCounters Counters { get; } = new();

    public static async Task<OwnSessions> Build()
    {
        // No store is needed while nothing fails and there is no budget.
        var store = await LabStore.Open("127.0.0.1:1,connectTimeout=100");
        var clock = TimeProvider.System;
        return new OwnSessions(new SessionParts(
            new Dialer(clock, new TlsHandshake(clock)),
            new RequestGate(new RequestBudget(store), Options.Create(new AnthropicOptions())),
            new CallSpans(Identity, new ConfigurationBuilder().Build()),
            new Evidence(new EvidenceStore(store), clock),
            clock));
    }

    /// <summary>Makes spans and holds them in case that somebody wants them, as the service does, until disposed.</summary>
    public static IDisposable Traced() =>
        Sdk.CreateTracerProviderBuilder().AddSource(LabSources.For(Identity.Service)).AddProcessor(new RecentSpans(Identity)).Build();

    /// <summary>Sessions side by side until they end or the time is over; returns their tallies.</summary>
    public async Task<IReadOnlyList<LaneTally>> Run(Uri url, int sessions, IClientProfile client, int turns, int promptBytes, CancellationToken end)
    {
        var tallies = Enumerable.Range(0, sessions).Select(number => new LaneTally(new SeededDraws(number), Counters)).ToList();
        await Task.WhenAll(tallies.Select((tally, number) => Task.Run(async () =>
        {
            try
            {
                await new Session(parts, Assignment(url, number, turns, promptBytes), 0, client, tally).Run(end);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                // The time is over.
            }
        })));
        return tallies;
    }

    /// <summary>Why calls failed, if any did.</summary>
    public static string Faults(IEnumerable<LaneTally> tallies) =>
        tallies.SelectMany(t => t.Failures).FirstOrDefault()?.Call.Failure?.Detail ?? "";

    private static LoadAssignment Assignment(Uri url, int number, int turns, int promptBytes) => new()
    {
        Id = $"bench/{number}", RunId = "bench", TrialId = "bench", Arm = "control", Lane = number, Sessions = 1, Seed = number,
        Target = new Target { Kind = TargetKind.Emulator, Url = url },
        Workload = new Workload { Turns = turns, PromptBytes = promptBytes, ToolTime = default },
    };
}
