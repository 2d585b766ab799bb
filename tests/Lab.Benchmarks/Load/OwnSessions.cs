using System.Globalization;
using Lab.Contracts;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Sessions;
using Lab.LoadGenerator.Spans;
using Lab.LoadGenerator.Work;
using Lab.ServiceDefaults;
using Lab.State;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Lab.Benchmarks.Load;

/// <summary>The lab's own sessions, whole: lanes, connections, spans that are kept, tallies and samples.</summary>
internal static class OwnSessions
{
    private static readonly ServiceIdentity Identity = new("load-generator", "benchmark");
    private static readonly Task<SessionParts> Parts = Build();

    /// <summary>Makes spans and holds them in case that somebody wants them, as the service does, until disposed.</summary>
    public static IDisposable Traced() =>
        Sdk.CreateTracerProviderBuilder().AddSource(LabSources.For(Identity.Service)).AddProcessor(new RecentSpans(Identity)).Build();

    /// <summary>Events received in that time over so many connections.</summary>
    public static async Task<long> Flat(Uri url, int connections, TimeSpan length)
    {
        using var end = new CancellationTokenSource(length);
        var counters = new LoadCounters();
        var parts = await Parts;
        var client = new SteadyClient();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(number => Task.Run(async () =>
        {
            var tally = new LaneTally(new SeededDraws(number), counters);
            try
            {
                await new Session(parts, Assignment(url, number, turns: int.MaxValue, promptBytes: 20_000), 0, client, tally).Run(end.Token);
            }
            catch (OperationCanceledException)
            {
                // The time is over.
            }
        })));
        if (counters.Failures > 0)
        {
            throw new InvalidOperationException($"{counters.Failures} calls failed.");
        }

        // Each call has a first and a last event beside the deltas.
        return counters.Calls * (EventServer.Deltas + 2);
    }

    /// <summary>For the calls of many paced streams, how much later the first event is reported than it was sent.</summary>
    public static async Task<List<TimeSpan>> FirstEventErrors(Uri url, int streams)
    {
        var parts = await Parts;
        using var lateness = new Lateness(TimeProvider.System);
        var ends = await Task.WhenAll(Enumerable.Range(0, streams).Select(number => Task.Run(() =>
            new Lane(parts, lateness, new LoadCounters(), "benchmark", NullLogger.Instance).Run(Assignment(url, number, turns: 3, promptBytes: 5_000), CancellationToken.None))));
        if (ends.FirstOrDefault(e => e.Failures.Count > 0) is { } bad)
        {
            throw new InvalidOperationException(bad.Failures[0].Call.Failure!.Detail);
        }

        return
        [
            .. ends.SelectMany(e => e.Result.Sample).Select(call =>
            {
                var attempt = call.Attempts[0];
                var sent = new DateTimeOffset(long.Parse(attempt.RequestId!, CultureInfo.InvariantCulture), TimeSpan.Zero);
                return attempt.StartedAt + attempt.Phases.FirstEvent!.Value - sent;
            }),
        ];
    }

    private static LoadAssignment Assignment(Uri url, int number, int turns, int promptBytes) => new()
    {
        Id = $"bench/{number}", RunId = "bench", TrialId = "bench", Arm = "control", Lane = number, Sessions = 1, Seed = number,
        Target = new Target { Kind = TargetKind.Emulator, Url = url },
        Workload = new Workload { Turns = turns, PromptBytes = promptBytes, ToolTime = default },
    };

    private static async Task<SessionParts> Build()
    {
        // No store is needed while nothing fails and there is no budget.
        var store = await LabStore.Open("127.0.0.1:1,connectTimeout=100");
        var clock = TimeProvider.System;
        return new SessionParts(
            new Dialer(clock, new TlsHandshake(clock)),
            new RequestGate(new RequestBudget(store), Options.Create(new AnthropicOptions())),
            new CallSpans(Identity, new ConfigurationBuilder().Build()),
            new Evidence(new EvidenceStore(store), clock),
            clock);
    }
}
