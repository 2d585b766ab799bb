using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Lab.LoadGenerator.Readiness;

/// <summary>A connection that is read and written as soon as the kernel says that it can be: one read a time, and one write.</summary>
/// <remarks>The kernel tells each change once. What is known to be empty is not asked again before it has told.</remarks>
internal sealed class ReadyConnection : IValueTaskSource<int>
{
    private readonly Socket _socket;
    private readonly ReadinessLoop _loop;
    private readonly Turnstile _readable = new();
    private readonly WriteWait _writable = new();
    private ManualResetValueTaskSourceCore<int> _reading;
    private Memory<byte> _buffer;
    private bool _isDrained;
    private volatile bool _isClosing;
    private int _isClosed;

    /// <summary>Takes a connected socket over; nobody else may read or write it from now on.</summary>
    public ReadyConnection(Socket socket)
    {
        _socket = socket;
        _loop = ReadinessLoop.Next();
        socket.Blocking = false;
        var descriptor = (int)socket.Handle;
        RuntimeEngine.Release(descriptor);
        _loop.Add(this, descriptor);
    }

    public long Key { get; set; }

    /// <summary>Reads what is there, or waits until something is; 0 is the end.</summary>
    /// <exception cref="SocketException">The connection failed.</exception>
    /// <exception cref="ObjectDisposedException">It was closed on this side.</exception>
    public ValueTask<int> Receive(Memory<byte> buffer)
    {
        while (true)
        {
            if (!_isDrained || _isClosing)
            {
                // Forgotten before the read, so that what comes after it is told again.
                _readable.Forget();
                if (TryReceive(buffer.Span, out var read))
                {
                    return new ValueTask<int>(read);
                }
            }

            _buffer = buffer;
            _reading.Reset();
            if (_readable.TryWait())
            {
                return new ValueTask<int>(this, _reading.Version);
            }

            ObjectDisposedException.ThrowIf(_readable.IsOver, _socket);
            _isDrained = false;
        }
    }

    /// <summary>Writes all of it.</summary>
    /// <exception cref="SocketException">The connection failed.</exception>
    /// <exception cref="ObjectDisposedException">It was closed on this side.</exception>
    public ValueTask Send(ReadOnlyMemory<byte> bytes)
    {
        _writable.Turnstile.Forget();
        var sent = Checked(_socket.Send(bytes.Span, SocketFlags.None, out var error), error);
        return sent == bytes.Length ? ValueTask.CompletedTask : SendRest(bytes[sent..]);
    }

    /// <summary>Writes all of the segments, as few times as the kernel takes them in; the list is used up.</summary>
    public async ValueTask Send(List<ArraySegment<byte>> segments)
    {
        while (segments.Count > 0)
        {
            _writable.Turnstile.Forget();
            var sent = Checked(_socket.Send(segments, SocketFlags.None, out var error), error);
            var whole = 0;
            while (whole < segments.Count && sent >= segments[whole].Count)
            {
                sent -= segments[whole++].Count;
            }

            segments.RemoveRange(0, whole);
            if (segments.Count > 0)
            {
                segments[0] = segments[0][sent..];
                await _writable.Wait(_socket);
            }
        }
    }

    /// <summary>Ends all waits; to be called once the socket is closed.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 1)
        {
            return;
        }

        _loop.Remove(Key);
        _writable.End();
        if (_readable.End())
        {
            // Whoever closes is no place for the reader to go on.
            _reading.RunContinuationsAsynchronously = true;
            _reading.SetException(new SocketException((int)SocketError.OperationAborted));
        }
    }

    /// <summary>The kernel has told something.</summary>
    public void Happened(uint what)
    {
        const uint Ends = Epoll.PeerClosed | Epoll.HangUp | Epoll.Error;
        if ((what & Ends) != 0)
        {
            // From now on nothing more will be told: each read asks.
            _isClosing = true;
        }

        if ((what & (Epoll.Out | Ends)) != 0)
        {
            _writable.Happened();
        }

        if ((what & (Epoll.In | Ends)) != 0 && _readable.Pass())
        {
            Read();
        }
    }

    int IValueTaskSource<int>.GetResult(short token) => _reading.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _reading.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _reading.OnCompleted(continuation, state, token, flags);

    private void Read()
    {
        int read;
        try
        {
            // A false alarm: the reader goes on waiting, unless something happened just now.
            while (!TryReceive(_buffer.Span, out read))
            {
                if (_readable.TryWait())
                {
                    return;
                }

                ObjectDisposedException.ThrowIf(_readable.IsOver, _socket);
                _readable.Forget();
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            _reading.SetException(exception);
            return;
        }

        _reading.SetResult(read);
    }

    private async ValueTask SendRest(ReadOnlyMemory<byte> bytes)
    {
        while (true)
        {
            await _writable.Wait(_socket);
            _writable.Turnstile.Forget();
            bytes = bytes[Checked(_socket.Send(bytes.Span, SocketFlags.None, out var error), error)..];
            if (bytes.IsEmpty)
            {
                return;
            }
        }
    }

    private bool TryReceive(Span<byte> buffer, out int read)
    {
        read = Checked(_socket.Receive(buffer, SocketFlags.None, out var error), error);

        // A stream that gave less than there was room for has no more.
        _isDrained = read < buffer.Length;
        return error == SocketError.Success;
    }

    private static int Checked(int count, SocketError error) => error switch
    {
        SocketError.Success => count,
        SocketError.WouldBlock or SocketError.Interrupted => 0,
        _ => throw new SocketException((int)error),
    };
}
