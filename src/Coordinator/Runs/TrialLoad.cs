using System.Threading.Channels;
using Lab.Contracts;
using Lab.Coordinator.Factors;
using Lab.State;

namespace Lab.Coordinator.Runs;

/// <summary>Hands a trial's sessions to the load-generators and waits for their results.</summary>
internal sealed class TrialLoad(LoadQueue queue, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>The lanes of a trial: its sessions shared out evenly, or a lane for each where they arrive by themselves.</summary>
    public static IReadOnlyList<LoadAssignment> Lanes(RunDocument run, TrialDocument trial, TrialPlan plan)
    {
        var sessions = plan.Workload.Sessions;
        var arrival = plan.Workload.Arrival;
        IReadOnlyList<TimeSpan>? offsets = arrival.Kind == ArrivalKind.AtOnce ? null : TrialArrivals.Offsets(arrival, sessions, Seeds.ForArrivals(run.Seed, trial));
        var lanes = offsets?.Count ?? Math.Min(plan.Workload.Parallel, sessions);
        return [.. Enumerable.Range(0, lanes).Select(lane => new LoadAssignment
        {
            Id = $"{trial.Id}/{lane}",
            RunId = run.Id,
            TrialId = trial.Id,
            Arm = trial.Arm,
            Lane = lane,
            Sessions = (sessions / lanes) + (lane < sessions % lanes ? 1 : 0),
            StartAfter = offsets?[lane] ?? TimeSpan.Zero,
            Seed = Seeds.ForLane(run.Seed, trial, lane),
            Workload = plan.Workload,
            Target = trial.Target ?? run.Target,
            TraceParent = trial.TraceParent,
        })];
    }

    /// <summary>Puts the lanes into the queue (once, also when asked again after a crash) and waits until every lane's result is in.</summary>
    /// <param name="run">The run.</param>
    /// <param name="trial">The trial.</param>
    /// <param name="plan">What its sessions do.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="progress">Called when results came in.</param>
    /// <param name="cancellation">Ends the waiting; the load goes on until it is withdrawn.</param>
    /// <exception cref="TimeoutException">It took too long; the load was withdrawn.</exception>
    public async Task<IReadOnlyList<LoadResult>> Run(RunDocument run, TrialDocument trial, TrialPlan plan, TimeSpan limit, Action progress, CancellationToken cancellation)
    {
        var lanes = Lanes(run, trial, plan);
        var news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        await using var subscription = await queue.OnDone(id =>
        {
            if (id == trial.Id)
            {
                news.Writer.TryWrite(true);
            }
        });

        await queue.Assign(trial.Id, lanes);
        var deadline = clock.GetUtcNow() + limit;
        long seen = -1;
        while (true)
        {
            var done = await queue.ResultCount(trial.Id);
            if (done >= lanes.Count)
            {
                return await queue.Results(trial.Id);
            }

            if (done != seen)
            {
                seen = done;
                progress();
            }

            if (clock.GetUtcNow() > deadline)
            {
                await queue.Withdraw(trial.Id);
                throw new TimeoutException(await TooLong(trial, done, lanes.Count, limit));
            }

            await WaitForNews(news.Reader, cancellation);
        }
    }

    private async Task WaitForNews(ChannelReader<bool> news, CancellationToken cancellation)
    {
        // A message can be missed, so it looks every now and then as well.
        using var look = new CancellationTokenSource(Look, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(look.Token, cancellation);
        try
        {
            await news.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
        }
    }

    private async Task<string> TooLong(TrialDocument trial, long done, int lanes, TimeSpan limit)
    {
        var workers = await queue.Workers();
        return workers.Count == 0
            ? $"No load-generator is running: {lanes - done} of {lanes} lanes of trial {trial.Id} were not run within {limit.TotalSeconds:0} s."
            : $"{lanes - done} of {lanes} lanes of trial {trial.Id} did not end within design.trial-limit ({limit.TotalSeconds:0} s), with {workers.Count} load-generators at work. Raise the limit, or make the trial smaller.";
    }
}
