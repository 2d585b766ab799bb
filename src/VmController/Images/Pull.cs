using Lab.Contracts;
using Lab.Shell;
using Lab.VmController.Tart;

namespace Lab.VmController.Images;

/// <summary>One download: a <c>tart pull</c> in a process group of its own, watched to its end.</summary>
internal sealed class Pull
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly string _image;
    private readonly RunProcess _process;
    private readonly DateTimeOffset _startedAt;
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _clock;
    private volatile ImagePull? _ended;

    private Pull(string image, RunProcess process, TimeProvider clock)
    {
        (_image, _process, _clock, _startedAt) = (image, process, clock, clock.GetUtcNow());
        Ended = Task.CompletedTask;
    }

    /// <summary>Done when it has ended and its process is gone.</summary>
    public Task Ended { get; private set; }

    public DateTimeOffset StartedAt => _startedAt;

    public bool IsUnderWay => _ended is null;

    /// <summary>Begins a download.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">It could not be started.</exception>
    public static Pull Begin(string image, Command command, string directory, TimeSpan limit, TimeProvider clock)
    {
        var pull = new Pull(image, RunProcess.Launch(command, directory), clock);
        pull.Ended = Task.Run(() => pull.Watch(limit, directory));
        return pull;
    }

    public ImagePull View()
    {
        if (_ended is { } ended)
        {
            return ended;
        }

        var progress = PullProgress.Read(_process.Output);
        return new ImagePull { Image = _image, State = PullState.Pulling, StartedAt = _startedAt, Share = progress.Share, Says = progress.Says };
    }

    /// <summary>Lets it end; what it had is thrown away by Tart itself.</summary>
    public void Stop()
    {
        if (IsUnderWay)
        {
            _stop.Cancel();
        }
    }

    private async Task Watch(TimeSpan limit, string directory)
    {
        using var late = new CancellationTokenSource(limit, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stop.Token);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.WhenEnded(gone.SetResult);
        try
        {
            await gone.Task.WaitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            await _process.EndGroup(Grace, _clock);
        }

        var end = Read(wasStopped: _stop.IsCancellationRequested, late.IsCancellationRequested ? limit : null);
        Forget(directory);
        _ended = end;
    }

    private static void Forget(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (IOException)
        {
            // The next download of the image makes its files anew.
        }
    }

    private ImagePull Read(bool wasStopped, TimeSpan? limit)
    {
        var progress = PullProgress.Read(_process.Output);
        var view = new ImagePull { Image = _image, State = PullState.Done, StartedAt = _startedAt, EndedAt = _clock.GetUtcNow(), Share = progress.Share, Says = progress.Says };
        var error = (_process.ExitCode, wasStopped, limit) switch
        {
            // It may have come to its end at the moment at which it was to be stopped.
            (0, false, null) => null,
            (_, true, _) => null,
            (_, _, { } over) => new TartError(TartErrorKind.TimedOut, $"'{_image}' was not here after {over.TotalMinutes:0.#} min, so the download was ended.", "Look at the way to the registry, or raise VmController:PullLimit."),
            (137 or 143, _, _) => new TartError(TartErrorKind.Ended, "The download was killed.", "Somebody, or the system for want of memory, killed 'tart pull'. Begin it again."),
            var (code, _, _) => TartErrors.FromText(_process.ErrorOutput, $"'tart pull' ended with {(code is null ? "a code that was not seen" : $"code {code}")} and said nothing."),
        };
        return wasStopped ? view with { State = PullState.Stopped }
            : error is null ? view with { Share = 1 }
            : view with { State = PullState.Failed, Error = error.Text, Advice = error.Advice };
    }
}
