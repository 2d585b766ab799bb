using System.Diagnostics;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Work;

namespace Lab.Benchmarks.Load.Clients;

/// <summary>Many sessions with paced streams, all of them waiting for each other between two turns; the last turn is measured.</summary>
internal static class PacedClient
{
    /// <summary>Events of an emulator's reply before and after its deltas.</summary>
    private const int Opening = 3;
    private const int Closing = 3;

    /// <summary>Port, sessions, turns, events, microseconds between two, body bytes: events, CPU seconds, p50 and p99 lateness in ms, failures, worst lateness of the generator's own clock in ms, p99 error of the reported first event in ms.</summary>
    public static async Task<double[]> Run(string kind, double[] numbers)
    {
        if (numbers is not [var port, var sessions, var turns, var events, var pace, var body, .. var more])
        {
            throw new ArgumentException("paced <kind> <port> <sessions> <turns> <events> <microseconds> <body bytes> [<milliseconds over which sessions begin a turn>]");
        }

        using var spans = kind is "traced" or "emulated" ? OwnSessions.Traced() : null;
        using var ownLateness = new Lateness(TimeProvider.System);
        await ownLateness.StartAsync(CancellationToken.None);
        var own = await OwnSessions.Build();
        var lateness = new EventLateness(TimeSpan.FromMicroseconds(pace));
        var stage = new Turns((int)sessions, (int)turns, TimeSpan.FromMilliseconds(more.FirstOrDefault()));
        var isEmulated = kind == "emulated";
        Action<Reply> watch = isEmulated ? reply => lateness.WatchSpread(reply, Opening, (int)events - Opening - Closing) : lateness.Watch;
        var run = own.Run(
            ClientCommand.Url(port, isEmulated ? "" : $"paced/{events}/{pace}"), (int)sessions, new SteadyClient(stage, watch), (int)turns, (int)body, CancellationToken.None);

        TimeSpan cpu = default;
        Lateness.Watch? ownWatch = null;
        double[] found = [];
        var conducted = stage.Conduct(turn =>
        {
            if (turn == (int)turns)
            {
                lateness.Clear();
                ownWatch = ownLateness.Begin();
                cpu = Environment.CpuUsage.TotalTime;
            }
            else if (turn > turns)
            {
                found = [lateness.Events, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, lateness.Quantile(0.5), lateness.Quantile(0.99), own.Counters.Failures, ownWatch!.End().Worst.TotalMilliseconds];
            }
        });
        await conducted;
        var tallies = await run;
        if (own.Counters.Failures > 0)
        {
            await Console.Error.WriteLineAsync($"{own.Counters.Failures} calls failed: {OwnSessions.Faults(tallies)}");
        }

        await ownLateness.StopAsync(CancellationToken.None);
        return [.. found, isEmulated ? double.NaN : FirstEventError(tallies)];
    }

    /// <summary>How far the reported time to the first event is from the truth, at the 99th percentile, in milliseconds. All calls of few turns are in the sample.</summary>
    private static double FirstEventError(IEnumerable<LaneTally> tallies)
    {
        // The attempt's wall-clock start and the server's monotonic stamp meet here, where both clocks can be read at once.
        var (wall, stamp) = (TimeProvider.System.GetUtcNow(), Stopwatch.GetTimestamp());
        var errors = tallies.SelectMany(t => t.Sample).Select(call =>
        {
            var attempt = call.Attempts[0];
            var sent = wall - Stopwatch.GetElapsedTime(EventLateness.SentOf(attempt.RequestId), stamp);
            return Math.Abs((attempt.StartedAt + attempt.Phases.FirstEvent!.Value - sent).TotalMilliseconds);
        }).Order().ToList();
        return errors.Count == 0 ? double.NaN : errors[(int)(0.99 * (errors.Count - 1))];
    }
}
