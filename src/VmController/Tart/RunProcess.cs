using System.ComponentModel;
using System.Text.Json;
using Lab.Shell;
using Lab.VmController.Host;

namespace Lab.VmController.Tart;

/// <summary>Whether the process that is a machine is there.</summary>
internal enum ProcessState
{
    /// <summary>There was never one that is known.</summary>
    None,

    Alive,

    /// <summary>It has ended, and something that it started lives.</summary>
    Remains,

    Ended,
}

/// <summary>A <c>tart</c> command in the background, with its outputs and its process id in files, so that a later life of the controller knows it too.</summary>
internal sealed class RunProcess
{
    private const string Record = "process.json";
    private const string OutputFile = "run.out";
    private const string ErrorFile = "run.err";
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

    public ProcessState State => (_own is null ? IsStillIt() : !_own.Exited.IsCompleted) ? ProcessState.Alive
        : HasRemains() ? ProcessState.Remains
        : ProcessState.Ended;

    /// <summary>Whether it, or something that it started, is still there.</summary>
    public bool IsThere => State is ProcessState.Alive or ProcessState.Remains;

    /// <summary>Starts a machine.</summary>
    /// <exception cref="Win32Exception">It could not be started.</exception>
    public static RunProcess Launch(Command command, string directory)
    {
        Directory.CreateDirectory(directory);
        var process = BackgroundProcess.Start(command, Path.Combine(directory, OutputFile), Path.Combine(directory, ErrorFile));
        var startedAt = Processes.StartedAt(process.Id);
        var fresh = Path.Combine(directory, $"{Record}.new");
        File.WriteAllText(fresh, JsonSerializer.Serialize(new Known(process.Id, startedAt)));
        File.Move(fresh, Path.Combine(directory, Record), overwrite: true);
        return new RunProcess(directory, process.Id, startedAt, process);
    }

    /// <summary>The process that an earlier life started: by its record, and where a crash came before that was written by its output.</summary>
    public static async Task<RunProcess?> Adopt(string directory, OutputHolder holder, CancellationToken cancellation) =>
        Recorded(directory) ?? (await holder.Find(Path.Combine(directory, OutputFile), cancellation) is { } id
            ? new RunProcess(directory, id, Processes.StartedAt(id), own: null)
            : null);

    /// <summary>The process that an earlier life started and wrote down; null where the record is missing or torn.</summary>
    public static RunProcess? Recorded(string directory)
    {
        try
        {
            var known = JsonSerializer.Deserialize<Known>(File.ReadAllText(Path.Combine(directory, Record)));

            // An id of 1 or less would signal every process of ours, or of the host.
            return known is { Id: > 1 } ? new RunProcess(directory, known.Id, known.StartedAt, own: null) : null;
        }
        catch (Exception exception) when (exception is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Its exit code; null while it lives, and where another life started it.</summary>
    public int? ExitCode => _own?.Exited.IsCompletedSuccessfully == true ? _own.Exited.Result : null;

    /// <summary>The last of what it wrote to standard output.</summary>
    public string Output => Tail(OutputFile);

    /// <summary>The last of what it wrote to standard error.</summary>
    public string ErrorOutput => Tail(ErrorFile);

    /// <summary>Calls back once it has ended; at once where it is another life's and so cannot be watched.</summary>
    public void WhenEnded(Action ended) => _own?.Exited.ContinueWith(_ => ended(), TaskScheduler.Default);

    /// <summary>Signals it alone.</summary>
    public void Signal(PosixSignal signal)
    {
        if (State == ProcessState.Alive)
        {
            Processes.Signal(_id, signal);
        }
    }

    /// <summary>Kills it with all that it started in its group.</summary>
    public void Kill() => SignalGroup(PosixSignal.Kill);

    /// <summary>Ends it with all that it started: by an interrupt, and after the grace by force.</summary>
    public async Task EndGroup(TimeSpan grace, TimeProvider clock)
    {
        SignalGroup(PosixSignal.Interrupt);
        if (!await WaitForEnd(grace, clock))
        {
            Kill();
            await WaitForEnd(grace, clock);
        }
    }

    /// <summary>Waits for its end and that of all that it started. False when something still lives after the limit.</summary>
    public async Task<bool> WaitForEnd(TimeSpan limit, TimeProvider clock)
    {
        var started = clock.GetTimestamp();
        while (IsThere)
        {
            if (clock.GetElapsedTime(started) >= limit)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), clock, CancellationToken.None);
        }

        return true;
    }

    /// <summary>How it ended; to be asked once it has.</summary>
    public RunEnding Ending() => RunEnding.Read(Output, ErrorOutput, ExitCode);

    /// <summary>It has a session of its own, so its id is that of its group.</summary>
    private void SignalGroup(PosixSignal signal)
    {
        if (IsThere)
        {
            Processes.Signal(-_id, signal);
        }
    }

    /// <summary>Ids are used again: the same one with another start is another process.</summary>
    private bool IsStillIt() =>
        Processes.IsRunning(_id)
        && (_startedAt is null || Processes.StartedAt(_id) is not { } now || (now - _startedAt.Value).Duration() < TimeSpan.FromSeconds(5));

    /// <summary>A group keeps its id as long as it has a member; one from before the host's start is another's by now.</summary>
    private bool HasRemains() =>
        (_own is not null || _startedAt is null || _startedAt > DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - Environment.TickCount64))
        && !Processes.IsRunning(_id)
        && ProcessGroup.IsAtWork(_id);

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
