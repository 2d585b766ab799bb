using Lab.Contracts;
using Lab.LoadGenerator.Spans;
using Lab.State;

namespace Lab.LoadGenerator.Work;

/// <summary>Hands results in, however long the store is away; a result that arrives twice counts once there.</summary>
internal sealed class HandIn(LoadQueue queue, Evidence evidence, StoreContact contact, TimeProvider clock)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    /// <summary>Tries until it is in, or the service stops: then once more, and an assignment whose result did not get in is given to another worker by the queue.</summary>
    public async Task Deliver(string worker, LaneEnd end, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                var failed = await Settle(end);
                await queue.Finish(worker, end.Assignment, end.Result, end.FirstRefused is { } refused ? [.. failed, refused] : failed);
                contact.Back();
                return;
            }
            catch (Exception exception) when (StoreContact.IsAway(exception))
            {
                contact.Away(exception);
                if (stopping.IsCancellationRequested)
                {
                    return;
                }
            }

            await Task.Delay(Between, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
