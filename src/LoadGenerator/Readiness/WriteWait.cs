using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Lab.LoadGenerator.Readiness;

/// <summary>Waits until a connection takes more bytes.</summary>
internal sealed class WriteWait : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core;

    public Turnstile Turnstile { get; } = new();

    public ValueTask Wait(Socket socket)
    {
        _core.Reset();
        if (Turnstile.TryWait())
        {
            return new ValueTask(this, _core.Version);
        }

        ObjectDisposedException.ThrowIf(Turnstile.IsOver, socket);
        return ValueTask.CompletedTask;
    }

    public void Happened()
    {
        if (Turnstile.Pass())
        {
            _core.SetResult(true);
        }
    }

    public void End()
    {
        if (Turnstile.End())
        {
            _core.RunContinuationsAsynchronously = true;
            _core.SetException(new SocketException((int)SocketError.OperationAborted));
        }
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
