using System.ComponentModel;
using System.Text.Json;
using Lab.Shell;

namespace Lab.VmController.Tart;

/// <summary>Whether the process that is a machine is there.</summary>
internal enum ProcessState
{
    /// <summary>There was never one that is known.</summary>
    None,

    Alive,

    Ended,
}

/// <summary>A <c>tart</c> command in the background, with its outputs and its process id in files, so that a later life of the controller knows it too.</summary>
internal sealed class RunProcess
{
    private const string Record = "process.json";
    private const int LongestTail = 8192;

    private readonly string _directory;
    private readonly int _id;
    private readonly DateTimeOffset? _startedAt;
    private readonly BackgroundProcess? _own;

    private RunProcess(string directory, int id, DateTimeOffset? startedAt, BackgroundProcess? own)
    {
        _directory = directory;
        _id = id;
        _startedAt = startedAt;
        _own = own;
    }

    public int Id => _id;

    public ProcessState State => (_own is null ? IsStillIt() : !_own.Exited.IsCompleted) ? ProcessState.Alive : ProcessState.Ended;

    /// <summary>Starts a machine.</summary>
    /// <exception cref="Win32Exception">It could not be started.</exception>
    public static RunProcess Launch(Command command, string directory)
    {
        Directory.CreateDirectory(directory);
        var process = BackgroundProcess.Start(command, Path.Combine(directory, "run.out"), Path.Combine(directory, "run.err"));
        var startedAt = Processes.StartedAt(process.Id);
        File.WriteAllText(Path.Combine(directory, Record), JsonSerializer.Serialize(new Known(process.Id, startedAt)));
        return new RunProcess(directory, process.Id, startedAt, process);
    }

    /// <summary>The process that an earlier life started; null where its record is missing or torn.</summary>
    public static RunProcess? Adopt(string directory)
    {
        try
        {
            var known = JsonSerializer.Deserialize<Known>(File.ReadAllText(Path.Combine(directory, Record)));
            return known is null ? null : new RunProcess(directory, known.Id, known.StartedAt, own: null);
        }
        catch (Exception exception) when (exception is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Calls back once it has ended; at once where it is another life's and so cannot be watched.</summary>
    public void WhenEnded(Action ended) => _own?.Exited.ContinueWith(_ => ended(), TaskScheduler.Default);

    public void Signal(PosixSignal signal)
    {
        if (State == ProcessState.Alive)
        {
            Processes.Signal(_id, signal);
        }
    }

    /// <summary>Signals it and all that it started; it has a session of its own, so its id is that of its group.</summary>
    public void SignalGroup(PosixSignal signal)
    {
        if (State == ProcessState.Alive)
        {
            Processes.Signal(-_id, signal);
        }
    }

    /// <summary>Ends it with all that it started: by an interrupt, and after the grace by force.</summary>
    public async Task EndGroup(TimeSpan grace, TimeProvider clock)
    {
        SignalGroup(PosixSignal.Interrupt);
        if (!await WaitForEnd(grace, clock))
        {
            SignalGroup(PosixSignal.Kill);
            await WaitForEnd(grace, clock);
        }
    }

    /// <summary>Waits for its end. False when it still lives after the limit.</summary>
    public async Task<bool> WaitForEnd(TimeSpan limit, TimeProvider clock)
    {
        var started = clock.GetTimestamp();
        while (State == ProcessState.Alive)
        {
            if (clock.GetElapsedTime(started) >= limit)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), clock, CancellationToken.None);
        }

        return true;
    }

    /// <summary>The end of its standard output so far.</summary>
    public string Output => Tail("run.out");

    /// <summary>The end of its standard error so far.</summary>
    public string Errors => Tail("run.err");

    /// <summary>Null while it lives, and where nobody saw it.</summary>
    public int? ExitCode => _own?.Exited.IsCompletedSuccessfully == true ? _own.Exited.Result : null;

    /// <summary>How it ended; to be asked once it has.</summary>
    public RunEnding Ending() => RunEnding.Read(Output, Errors, ExitCode);

    /// <summary>Ids are used again: the same one with another start is another process.</summary>
    private bool IsStillIt() =>
        Processes.IsRunning(_id)
        && (_startedAt is null || Processes.StartedAt(_id) is not { } now || (now - _startedAt.Value).Duration() < TimeSpan.FromSeconds(5));

    private string Tail(string file)
    {
        try
        {
            using var stream = new FileStream(Path.Combine(_directory, file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Seek(-Math.Min(LongestTail, stream.Length), SeekOrigin.End);
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
        catch (IOException)
        {
            return "";
        }
    }

    private sealed record Known(int Id, DateTimeOffset? StartedAt);
}
