using Lab.Contracts;
using Lab.Coordinator.Clients;
using Lab.Coordinator.Experiments;
using Lab.State;

namespace Lab.Coordinator.Runs;

/// <summary>While a run goes on, keeps alive what lapses without it: the leases of its host changes and the probe's watch. Also sees to the assignments of lost load-generators.</summary>
internal sealed class RunKeeper(HostChanges changes, ProbeClient probe, LoadQueue queue, TimeProvider clock, ILogger<RunKeeper> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WatchLease = TimeSpan.FromSeconds(15);

    /// <summary>Keeps until it is disposed of.</summary>
    public IAsyncDisposable Keep(RunDocument run, Experiment experiment) => new Keeping(this, run, experiment);

    private async Task Loop(RunDocument run, Experiment experiment, CancellationToken ending)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        string? lastTrouble = null;
        do
        {
            try
            {
                await probe.Watch(new WatchRequest(run.Id, run.Target.Url, WatchInterval, WatchLease), ending);
                await changes.Renew(run.Id, experiment, ending);
                await queue.ReturnLost();
                lastTrouble = null;
            }
            catch (Exception exception) when (exception is ServiceCallException or StoreUnavailableException && exception.Message != lastTrouble)
            {
                lastTrouble = exception.Message;
                logger.LogWarning("Run {Run} could not be kept: {Reason}", run.Id, exception.Message);
            }
            catch (Exception exception) when (exception is ServiceCallException or StoreUnavailableException)
            {
                // Said already.
            }
        }
        while (await timer.WaitForNextTickAsync(ending));
    }

    private async Task EndWatch(string runId)
    {
        try
        {
            await probe.EndWatch(runId, CancellationToken.None);
        }
        catch (ServiceCallException exception)
        {
            logger.LogWarning("The probe's watch for run {Run} ends by its lease: {Reason}", runId, exception.Message);
        }
    }

    private sealed class Keeping : IAsyncDisposable
    {
        private readonly CancellationTokenSource _ending = new();
        private readonly RunKeeper _keeper;
        private readonly string _runId;
        private readonly Task _loop;

        public Keeping(RunKeeper keeper, RunDocument run, Experiment experiment)
        {
            _keeper = keeper;
            _runId = run.Id;
            _loop = keeper.Loop(run, experiment, _ending.Token);
        }

        public async ValueTask DisposeAsync()
        {
            await _ending.CancelAsync();
            try
            {
                await _loop;
            }
            catch (OperationCanceledException)
            {
                // Asked for.
            }

            await _keeper.EndWatch(_runId);
            _ending.Dispose();
        }
    }
}
