using System.Diagnostics;
using Lab.Contracts;
using Lab.State;

namespace Lab.Benchmarks.Load.Comparisons;

/// <summary>A lane for each session, through the store, a load-generator as the lab starts it, and back.</summary>
internal static class WholeWorker
{
    private const int Sessions = 10_000;
    private const int Turns = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public static async Task<IReadOnlyList<Finding>> Run(Bench bench)
    {
        if (OpenFiles.TooFewFor(Sessions) is { } reason)
        {
            return [Finding.Missing("10,000 sessions", reason)];
        }

        await using var server = await bench.Serve(pinned: false);
        await using var lab = await WholeLab.Start();
        await using var store = await LabStore.Open(lab.Store, "bench");
        var queue = new LoadQueue(store);
        await WholeLab.Ready(store, queue);

        var from = Stopwatch.GetTimestamp();
        await queue.Assign("bench", [.. Enumerable.Range(0, Sessions).Select(lane => Assignment(server.Port, lane))]);
        var (assigned, taken) = (Stopwatch.GetElapsedTime(from), TimeSpan.Zero);
        using var limit = new CancellationTokenSource(Patience);
        while (await Done(queue) < Sessions)
        {
            taken = taken == default && await lab.Lanes() is var (running, calls) && (running >= Sessions * 99 / 100 || calls > Sessions * (Turns - 1)) ? Stopwatch.GetElapsedTime(from) : taken;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, limit.Token);
        }

        var all = Stopwatch.GetElapsedTime(from);
        var results = await queue.Results("bench");
        var failures = await queue.Failures("bench", 0, 1);
        return
        [
            Finding.AtMost("failed calls and calls not made", results.Sum(r => r.Failures + r.NotMade), 0, "", failures.Count > 0 ? failures[0].Failure!.Detail : $"{results.Sum(r => r.Calls):N0} calls"),
            new Finding("put in, all taken, all handed in after", $"{all.TotalSeconds:0.0} s", Note: $"{assigned.TotalSeconds:0.0} s, {taken.TotalSeconds:0.0} s, {all.TotalSeconds:0.0} s; the generator's own clock at worst {results.Max(r => r.WorstLateness).TotalMilliseconds:0} ms late"),
            new Finding("the load-generator's memory at most", $"{lab.PeakBytes() / 1048576.0:0} MB"),
        ];
    }

    /// <summary>A store that is busy for a moment is no reason to stop looking.</summary>
    private static async Task<long> Done(LoadQueue queue)
    {
        try
        {
            return await queue.ResultCount("bench");
        }
        catch (StoreUnavailableException)
        {
            return 0;
        }
    }

    private static LoadAssignment Assignment(int port, int lane) => new()
    {
        Id = $"bench/{lane}", RunId = "bench", TrialId = "bench", Arm = "control", Lane = lane, Sessions = 1, Seed = lane,
        Target = new Target { Kind = TargetKind.Emulator, Url = Clients.ClientCommand.Url(port, "paced/25/200000") },
        Workload = new Workload { Turns = Turns, PromptBytes = 20_000, ToolTime = new DurationRange(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(900)) },
    };
}
