namespace Lab.Coordinator.Runs;

/// <summary>Whose turn it is to tell the emulator what to do: a run's, or a fidelity report's, never both at once.</summary>
internal sealed class EmulatorTurn
{
    private int _isTaken;

    /// <summary>Takes the turn; null when somebody has it. Disposing gives it back.</summary>
    public IDisposable? TryTake() => Interlocked.Exchange(ref _isTaken, 1) == 0 ? new Taken(this) : null;

    private sealed class Taken(EmulatorTurn turn) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                Volatile.Write(ref turn._isTaken, 0);
            }
        }
    }
}
