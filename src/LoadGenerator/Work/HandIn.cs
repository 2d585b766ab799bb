using Lab.Contracts;
using Lab.LoadGenerator.Spans;
using Lab.State;

namespace Lab.LoadGenerator.Work;

/// <summary>Hands results in, however long the store is away; a result that arrives twice counts once there.</summary>
internal sealed class HandIn(LoadQueue queue, Evidence evidence, StoreContact contact, TimeProvider clock) : IDisposable
{
    /// <summary>Results on their way at once: ten thousand lanes that end together would wait in the store's line until their time is up, and then come again.</summary>
    private const int AtOnce = 32;

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _places = new(AtOnce);
    private volatile bool _isInVain;

    /// <summary>Tries until it is in, or the service stops: then once more, and an assignment whose result did not get in is given to another worker by the queue.</summary>
    public async Task Deliver(string worker, LaneEnd end, CancellationToken stopping)
    {
        while (!await Try(worker, end, stopping) && !stopping.IsCancellationRequested)
        {
            await Task.Delay(Between, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task<bool> Try(string worker, LaneEnd end, CancellationToken stopping)
    {
        await _places.WaitAsync(CancellationToken.None);
        try
        {
            // At the end of the service one who finds the store away finds it for all who wait.
            if (_isInVain)
            {
                return false;
            }

            var failed = await Settle(end);
            await queue.Finish(worker, end.Assignment, end.Result, end.FirstRefused is { } refused ? [.. failed, refused] : failed);
            contact.Back();
            return true;
        }
        catch (Exception exception) when (StoreContact.IsAway(exception))
        {
            contact.Away(exception);
            _isInVain = stopping.IsCancellationRequested;
            return false;
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<List<Call>> Settle(LaneEnd end)
    {
        var calls = new List<Call>(end.Failures.Count);
        foreach (var (call, asked) in end.Failures)
        {
            var isKept = await asked ?? await evidence.Ask(call.RunId, call.TraceId);
            calls.Add(call with { TraceKept = isKept ?? throw new StoreUnavailableException() });
        }

        return calls;
    }
}
