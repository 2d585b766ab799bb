namespace Lab.VmController.Reconciling;

/// <summary>Lets a loop that waits for a change go on at once; a change while it does not wait is remembered, however many there were.</summary>
internal sealed class Wakeup(TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _changed = new(0, 1);

    /// <summary>There is something to look at.</summary>
    public void Call()
    {
        try
        {
            _changed.Release();
        }
        catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
        {
            // It will look anyway, or never again: a step or a process may outlast the service.
        }
    }

    /// <summary>Waits for a change, or for as long as given.</summary>
    public async Task Wait(TimeSpan limit)
    {
        using var expired = new CancellationTokenSource(limit, clock);
        try
        {
            await _changed.WaitAsync(expired.Token);
        }
        catch (OperationCanceledException)
        {
            // Time to look by itself.
        }
    }

    public void Dispose() => _changed.Dispose();
}
