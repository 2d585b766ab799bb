namespace Lab.Benchmarks.Load.Clients;

/// <summary>Where sessions wait for each other between two turns, so that a turn can be measured by itself.</summary>
/// <param name="sessions">How many there are.</param>
/// <param name="turns">Turns of each.</param>
/// <param name="spread">Over how long the sessions begin a turn, evenly; zero is all at once.</param>
internal sealed class Turns(int sessions, int turns, TimeSpan spread = default)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly TaskCompletionSource[] _open = Sources(turns + 2);
    private readonly TaskCompletionSource[] _full = Sources(turns + 2);
    private readonly int[] _waiting = new int[turns + 2];

    /// <summary>A session has come to a turn, and waits until it begins.</summary>
    public async Task Begin(int turn, int session, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _waiting[turn]) == sessions)
        {
            _full[turn].SetResult();
        }

        await _open[turn].Task.WaitAsync(cancellation);
        if (spread > TimeSpan.Zero && turn <= turns)
        {
            await Task.Delay(spread * session / sessions, TimeProvider.System, cancellation);
        }
    }

    /// <summary>Lets all turns happen one after another, with something done before each and after the last.</summary>
    public async Task Conduct(Action<int> before)
    {
        for (var turn = 1; turn <= turns + 1; turn++)
        {
            await _full[turn].Task;
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
            before(turn);
            _open[turn].SetResult();
        }
    }

    private static TaskCompletionSource[] Sources(int many) =>
        [.. Enumerable.Range(0, many).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
}
