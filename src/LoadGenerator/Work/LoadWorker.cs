using Lab.Contracts;
using Lab.ServiceDefaults;
using Lab.State;
using Microsoft.Extensions.Options;

namespace Lab.LoadGenerator.Work;

/// <summary>Takes assignments from the store and runs them side by side, as many as it may.</summary>
internal sealed class LoadWorker(LoadQueue queue, Lane lane, HandIn handIn, RunningLanes lanes, StoreContact contact, Presence presence, ServiceIdentity identity, IOptions<LoadGeneratorOptions> options, TimeProvider clock, ILogger<LoadWorker> logger) : BackgroundService
{
    private const int MostAtOnce = 64;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SignEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookForLost = TimeSpan.FromSeconds(2);

    /// <summary>How long after a lost answer the store may still carry out what was asked.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _wake = new(0);
    private readonly string _worker = identity.Instance;
    private long _lastSign;
    private long _lastAway;

    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAll(
            Repeat(SignEvery, Sign, stoppingToken),
            Repeat(LookForLost, queue.ReturnLost, stoppingToken),
            Repeat(Poll, DropWithdrawn, stoppingToken),
            Listen(stoppingToken),
            Take(stoppingToken));

        // Nothing half done is reported: what was running goes to other workers.
        await lanes.WhenAllDone();
        try
        {
            await queue.Leave(_worker);
        }
        catch (Exception exception) when (StoreContact.IsAway(exception))
        {
            logger.LogInformation("Left without telling the store, which is away; it will notice by itself.");
        }
    }

    private async Task Take(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await TakeWhatThereIs(stopping);
            }
            catch (Exception exception) when (StoreContact.IsAway(exception))
            {
                Lost(exception);
            }

            await _wake.WaitAsync(Poll, stopping).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task TakeWhatThereIs(CancellationToken stopping)
    {
        // Only what a known worker holds is given to others when the worker is lost.
        if (_lastSign == 0 || clock.GetElapsedTime(_lastSign) > LoadQueue.SignOfLife)
        {
            return;
        }

        // An answer that got lost may have been an assignment: it is ours then, and nobody runs it.
        if (_lastAway != 0 && clock.GetElapsedTime(_lastAway) < Doubt)
        {
            foreach (var held in await queue.Held(_worker))
            {
                Start(held, stopping);
            }
        }

        // More each time: a small trial is still shared with the other workers, and a large one is taken in few steps.
        for (var most = 1; !stopping.IsCancellationRequested && options.Value.MaxLanes - lanes.Count is > 0 and var free; most = Math.Min(most * 2, MostAtOnce))
        {
            var taken = await queue.Claim(_worker, Math.Min(most, free));
            contact.Back();
            foreach (var assignment in taken)
            {
                Start(assignment, stopping);
            }

            if (taken.Count == 0)
            {
                return;
            }
        }
    }

    private void Start(LoadAssignment assignment, CancellationToken stopping) =>
        lanes.Start(assignment, cancellation => Run(assignment, cancellation, stopping), stopping);

    private async Task Run(LoadAssignment assignment, CancellationToken cancellation, CancellationToken stopping)
    {
        try
        {
            var end = await lane.Run(assignment, cancellation);
            await handIn.Deliver(_worker, end, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            logger.LogInformation("Assignment {Assignment} is left to another worker.", assignment.Id);
        }
        catch (OperationCanceledException)
        {
            await Drop(assignment, stopping);
        }
        finally
        {
            _wake.Release();
        }
    }

    private async Task Drop(LoadAssignment assignment, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await queue.Drop(_worker, assignment);
                return;
            }
            catch (Exception exception) when (StoreContact.IsAway(exception))
            {
                Lost(exception);
                await Task.Delay(SignEvery, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task Sign()
    {
        await queue.SignalLife(presence.Now);
        contact.Back();
        Volatile.Write(ref _lastSign, clock.GetTimestamp());
    }

    private async Task DropWithdrawn()
    {
        foreach (var trial in lanes.Trials)
        {
            if (await queue.IsWithdrawn(trial))
            {
                lanes.Withdraw(trial);
            }
        }
    }

    private async Task Listen(CancellationToken stopping)
    {
        await using var added = await Subscribed(() => queue.OnAdded(() => _wake.Release()), stopping);
        await using var withdrawn = await Subscribed(() => queue.OnWithdrawn(lanes.Withdraw), stopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<IAsyncDisposable?> Subscribed(Func<Task<IAsyncDisposable>> subscribe, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                return await subscribe();
            }
            catch (Exception exception) when (StoreContact.IsAway(exception))
            {
                Lost(exception);
                await Task.Delay(SignEvery, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return null;
    }

    private async Task Repeat(TimeSpan every, Func<Task> round, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await round();
            }
            catch (Exception exception) when (StoreContact.IsAway(exception))
            {
                Lost(exception);
            }

            await Task.Delay(every, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Lost(Exception exception)
    {
        Volatile.Write(ref _lastAway, clock.GetTimestamp());
        contact.Away(exception);
    }
}
