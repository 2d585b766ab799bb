using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;
using System.Text;

namespace Lab.Shell;

/// <summary>A child that serves as long as we live: its output comes to us line by line, and its standard input closes when we end, however we end.</summary>
/// <remarks>It has a session of its own, so that Ctrl+C in our terminal reaches us alone and we can stop our services in order.</remarks>
public sealed class ServiceProcess : IDisposable
{
    /// <summary>What it started may hold its output open after its end; nobody waits for that.</summary>
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(1);

    private readonly AnonymousPipeServerStream _input;
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isReaped;

    private ServiceProcess(int id, AnonymousPipeServerStream input)
    {
        Id = id;
        _input = input;
    }

    /// <summary>The process id, which is also its process group and session.</summary>
    public int Id { get; }

    /// <summary>Its exit code (128 + n where signal n ended it, -1 where somebody else collected it), once it has ended and its output was handed over.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>Starts a service. The command's time-out is not used.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="line">Takes each line of standard output and standard error in the order they were written; called on a thread of its own, one line at a time.</param>
    /// <exception cref="Win32Exception">It could not be started.</exception>
    public static ServiceProcess Start(Command command, Action<string> line)
    {
        ArgumentNullException.ThrowIfNull(command);

        // Not inheritable: no other child gets our ends, or this one would not see us go.
        var input = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
        var output = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
        try
        {
            var id = PosixSpawn.Start(command, Descriptor(input), Descriptor(output));
            var service = new ServiceProcess(id, input);
            input.DisposeLocalCopyOfClientHandle();
            output.DisposeLocalCopyOfClientHandle();

            // Threads of their own, since both block: pool threads are for the callers' work.
            new Thread(() => service.Read(output, line)) { IsBackground = true, Name = $"read-{id}" }.Start();
            new Thread(service.Wait) { IsBackground = true, Name = $"wait-{id}" }.Start();
            return service;
        }
        catch
        {
            input.Dispose();
            output.Dispose();
            throw;
        }
    }

    /// <summary>Signals the service. False when it is gone.</summary>
    public bool Signal(PosixSignal signal) => !_isReaped && Processes.Signal(Id, signal);

    /// <summary>Kills it with all that it started, except what has a session of its own and outlived its parent.</summary>
    public void Kill()
    {
        if (!_isReaped)
        {
            try
            {
                using var process = Process.GetProcessById(Id);
                process.Kill(entireProcessTree: true);
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception or AggregateException)
            {
                // Already gone, or a part of the tree was.
            }
        }

        KillGroup();
    }

    /// <summary>Kills what is left of its process group, also after its own end.</summary>
    public void KillGroup() => Processes.Signal(-Id, PosixSignal.Kill);

    /// <inheritdoc />
    public void Dispose() => _input.Dispose();

    private static int Descriptor(AnonymousPipeServerStream pipe) => (int)pipe.ClientSafePipeHandle.DangerousGetHandle();

    private void Read(AnonymousPipeServerStream output, Action<string> line)
    {
        try
        {
            using var reader = new StreamReader(output, Encoding.UTF8);
            while (reader.ReadLine() is { } text)
            {
                line(text);
            }
        }
        finally
        {
            _read.SetResult();
        }
    }

    private void Wait()
    {
        var code = PosixSpawn.Wait(Id) ?? -1;
        _isReaped = true;
        _read.Task.Wait(OutputGrace);
        _exited.SetResult(code);
    }
}
