namespace Lab.Coordinator.Machines;

/// <summary>Who is about to ask for machines, a run or somebody by hand: one at a time, so that each sees what the other asked for.</summary>
internal sealed class MachineTurn : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Waits for the turn. Disposing gives it back.</summary>
    public async Task<IDisposable> Take(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        return new Taken(_one);
    }

    public void Dispose() => _one.Dispose();

    private sealed class Taken(SemaphoreSlim one) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                one.Release();
            }
        }
    }
}
