using Lab.Shell;

namespace Lab.Ballast;

/// <summary>Sees the end of the process whose load a ballast is.</summary>
/// <remarks>By looking, on Linux too: the kernel's own signal comes at the end of the thread that started the child, which in .NET is no end of the parent.</remarks>
internal sealed class ParentWatch(int parent, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private readonly DateTimeOffset? _startedAt = Processes.StartedAt(parent);

    /// <summary>Done when the parent is gone, or its id is another process's.</summary>
    public async Task Gone(CancellationToken stopped)
    {
        using var timer = new PeriodicTimer(Look, clock);
        while (IsThere())
        {
            await timer.WaitForNextTickAsync(stopped);
        }
    }

    private bool IsThere() =>
        Processes.IsRunning(parent) && (_startedAt is null || Processes.StartedAt(parent) is not { } now || (now - _startedAt.Value).Duration() < TimeSpan.FromSeconds(5));
}
