using System.ComponentModel;

namespace Lab.Shell;

/// <summary>A process that belongs to ours: in our process group, and killed by the kernel when we die, however we die, where <c>setpriv</c> (Linux) is there to ask for that.</summary>
public sealed class ChildProcess
{
    private readonly TaskCompletionSource<int?> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess()
    {
    }

    /// <summary>The process id.</summary>
    public int Id { get; private set; }

    /// <summary>Its exit code, once it has ended: 128 + n where signal n ended it, null where somebody else collected it.</summary>
    public Task<int?> Exited => _exited.Task;

    /// <summary>Starts a command. Its time-out is not used.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="outputFile">Where standard output goes; made anew.</param>
    /// <param name="errorFile">Where standard error goes; made anew.</param>
    /// <exception cref="Win32Exception">It could not be started.</exception>
    public static async Task<ChildProcess> Start(Command command, string outputFile, string errorFile)
    {
        ArgumentNullException.ThrowIfNull(command);

        var process = new ChildProcess();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // The kernel takes the end of the thread that started a child for the end of its parent: the thread has to stay.
        new Thread(() => process.Live(BoundToUs(command), outputFile, errorFile, started)) { IsBackground = true, Name = $"child-{command.Executable}" }.Start();
        await started.Task;
        return process;
    }

    /// <summary>Signals the process. False when it is gone.</summary>
    public bool Signal(PosixSignal signal) => !_exited.Task.IsCompleted && Processes.Signal(Id, signal);

    private void Live(Command command, string outputFile, string errorFile, TaskCompletionSource started)
    {
        try
        {
            Id = PosixSpawn.Start(command, outputFile, errorFile, ownSession: false);
        }
        catch (Win32Exception exception)
        {
            started.SetException(exception);
            return;
        }

        started.SetResult();
        _exited.SetResult(PosixSpawn.Wait(Id));
    }

    private static Command BoundToUs(Command command) => Executables.OnPath("setpriv") is { } setpriv && IsComplete(setpriv)
        ? command with { Executable = setpriv, Arguments = ["--pdeathsig", "KILL", command.Executable, .. command.Arguments] }
        : command;

    /// <summary>BusyBox has a setpriv of that name without the option.</summary>
    private static bool IsComplete(string setpriv) =>
        OperatingSystem.IsLinux() && File.ResolveLinkTarget(setpriv, returnFinalTarget: true)?.Name.Contains("busybox", StringComparison.OrdinalIgnoreCase) != true;
}
