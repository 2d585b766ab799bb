using System.ComponentModel;

namespace Lab.Shell;

/// <summary>A long-lived process in a session of its own, so that Ctrl+C in our terminal does not reach it, with its outputs in files, so that it can outlive us.</summary>
public sealed class BackgroundProcess
{
    private readonly TaskCompletionSource<int?> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BackgroundProcess(int id, string outputFile, string errorFile)
    {
        Id = id;
        OutputFile = outputFile;
        ErrorFile = errorFile;
    }

    /// <summary>The process id, which is also its process group and session.</summary>
    public int Id { get; }

    /// <summary>Where its standard output goes.</summary>
    public string OutputFile { get; }

    /// <summary>Where its standard error goes.</summary>
    public string ErrorFile { get; }

    /// <summary>Its exit code, once it has ended: 128 + n where signal n ended it, null where somebody else collected it.</summary>
    public Task<int?> Exited => _exited.Task;

    /// <summary>Starts a command in the background. Its time-out is not used.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="outputFile">Where standard output goes; made anew.</param>
    /// <param name="errorFile">Where standard error goes; made anew.</param>
    /// <exception cref="Win32Exception">It could not be started.</exception>
    public static BackgroundProcess Start(Command command, string outputFile, string errorFile)
    {
        ArgumentNullException.ThrowIfNull(command);

        var process = new BackgroundProcess(PosixSpawn.Start(command, outputFile, errorFile), outputFile, errorFile);

        // One thread a process: there are few, and waitpid has no other way that works on both systems.
        new Thread(() => process._exited.SetResult(PosixSpawn.Wait(process.Id))) { IsBackground = true, Name = $"wait-{process.Id}" }.Start();
        return process;
    }

    /// <summary>Signals the process. False when it is gone.</summary>
    public bool Signal(PosixSignal signal) => !_exited.Task.IsCompleted && Processes.Signal(Id, signal);

    /// <summary>Signals the process and all that it started in its group. False when they are gone.</summary>
    public bool SignalGroup(PosixSignal signal) => Processes.Signal(-Id, signal);
}
