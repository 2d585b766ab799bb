using System.ComponentModel;
using System.Diagnostics;

namespace Lab.Shell;

/// <summary>A child that serves as long as we live: its output comes to us line by line, and its standard input closes when we end, however we end.</summary>
public sealed class ServiceProcess : IDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServiceProcess(Process process) => _process = process;

    /// <summary>The process id.</summary>
    public int Id { get; private set; }

    /// <summary>Its exit code, once it has ended and all its output was handed over.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>Starts a service. The command's time-out is not used.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="line">Takes each line of standard output and standard error; called on pool threads, one line at a time for each of the two.</param>
    /// <exception cref="Win32Exception">It could not be started.</exception>
    public static ServiceProcess Start(Command command, Action<string> line)
    {
        ArgumentNullException.ThrowIfNull(command);

        var start = new ProcessStartInfo(command.Executable, command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = command.WorkingDirectory ?? "",
        };
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        var service = new ServiceProcess(new Process { StartInfo = start });
        service._process.OutputDataReceived += (_, e) => Hand(e.Data);
        service._process.ErrorDataReceived += (_, e) => Hand(e.Data);
        service._process.Start();
        service.Id = service._process.Id;
        service._process.BeginOutputReadLine();
        service._process.BeginErrorReadLine();
        _ = service.Wait();
        return service;

        void Hand(string? text)
        {
            if (text is not null)
            {
                line(text);
            }
        }
    }

    /// <summary>Sends a signal. False when it is gone.</summary>
    public bool Signal(PosixSignal signal) => !_exited.Task.IsCompleted && Processes.Signal(Id, signal);

    /// <summary>Kills it with all that it started.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // Already gone.
        }
    }

    /// <inheritdoc />
    public void Dispose() => _process.Dispose();

    private async Task Wait()
    {
        await _process.WaitForExitAsync();
        _exited.SetResult(_process.ExitCode);
    }
}
