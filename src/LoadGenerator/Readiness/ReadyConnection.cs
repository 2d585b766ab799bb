using System.Net.Sockets;

namespace Lab.LoadGenerator.Readiness;

/// <summary>A connection that is read and written as soon as the kernel says that it can be: one read at a time, and one write.</summary>
/// <remarks>The kernel tells each change once. What is known to be empty is not asked again before it has told.</remarks>
internal sealed class ReadyConnection
{
    private readonly Socket _socket;
    private readonly ReadinessLoop _loop;
    private readonly Action<int> _sent;
    private readonly Signal _readable = new();
    private readonly Signal _writable = new();

    // What lies there at the beginning is told like what comes later.
    private bool _isDrained = true;
    private volatile bool _isClosing;
    private int _isClosed;

    /// <summary>Takes a connected socket over; nobody else may read or write it from now on.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="sent">Told how many bytes the kernel took, each time that it took some.</param>
    public ReadyConnection(Socket socket, Action<int> sent)
    {
        _socket = socket;
        _sent = sent;
        _loop = ReadinessLoop.Next();
        socket.Blocking = false;
        var descriptor = (int)socket.Handle;
        RuntimeEngine.Release(descriptor);
        _loop.Add(this, descriptor);
    }

    public long Key { get; set; }

    /// <summary>Who reads it; null where nobody says.</summary>
    public IReader? Reader { get; set; }

    /// <summary>As <see cref="IReader.Touch"/>, for the connection itself too.</summary>
    public int Touch() => _readable.Touch() + (Reader?.Touch() ?? 0);

    /// <summary>Waits until there may be something to read, or an end: nobody has to hold a buffer meanwhile.</summary>
    public ValueTask Readable() => _isDrained && !_isClosing ? _readable.Wait() : ValueTask.CompletedTask;

    /// <summary>Reads what is there, or waits until something is; 0 is the end.</summary>
    /// <exception cref="SocketException">The connection failed.</exception>
    /// <exception cref="ObjectDisposedException">It was closed on this side.</exception>
    public ValueTask<int> Receive(Memory<byte> buffer) => TryReceive(buffer.Span, out var read) ? new ValueTask<int>(read) : ReceiveLater(buffer);

    /// <summary>Writes all of it.</summary>
    /// <exception cref="SocketException">The connection failed.</exception>
    /// <exception cref="ObjectDisposedException">It was closed on this side.</exception>
    public ValueTask Send(ReadOnlyMemory<byte> bytes)
    {
        var sent = TrySend(bytes.Span);
        return sent == bytes.Length ? ValueTask.CompletedTask : SendRest(bytes[sent..]);
    }

    /// <summary>Writes all of the segments, in as few sends as the kernel takes them; the list is used up.</summary>
    public async ValueTask Send(List<ArraySegment<byte>> segments)
    {
        while (true)
        {
            _writable.Forget();
            var sent = Counted(_socket.Send(segments, SocketFlags.None, out var error), error);
            var whole = 0;
            while (whole < segments.Count && sent >= segments[whole].Count)
            {
                sent -= segments[whole++].Count;
            }

            segments.RemoveRange(0, whole);
            if (segments.Count == 0)
            {
                return;
            }

            segments[0] = segments[0][sent..];
            await _writable.Wait();
        }
    }

    /// <summary>Ends all waits; to be called once the socket is closed.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            _loop.Remove(Key);
            _isClosing = true;
            _writable.End();
            _readable.End();
        }
    }

    /// <summary>The kernel has told something.</summary>
    public void Happened(uint what)
    {
        const uint Ends = Epoll.PeerClosed | Epoll.HangUp | Epoll.Error;
        if ((what & Ends) != 0)
        {
            // From now on nothing more may be told: each read asks.
            _isClosing = true;
        }

        if ((what & (Epoll.Out | Ends)) != 0)
        {
            _writable.Happened();
        }

        if ((what & (Epoll.In | Ends)) != 0)
        {
            _readable.Happened();
        }
    }

    private async ValueTask<int> ReceiveLater(Memory<byte> buffer)
    {
        while (true)
        {
            await _readable.Wait();
            if (TryReceive(buffer.Span, out var read))
            {
                return read;
            }
        }
    }

    private async ValueTask SendRest(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            await _writable.Wait();
            bytes = bytes[TrySend(bytes.Span)..];
        }
    }

    private bool TryReceive(Span<byte> buffer, out int read)
    {
        // Forgotten before the read, so that what comes after it is told again.
        _readable.Forget();
        read = Checked(_socket.Receive(buffer, SocketFlags.None, out var error), error);

        // A stream that gave less than there was room for has no more.
        _isDrained = read < buffer.Length;
        return error == SocketError.Success;
    }

    private int TrySend(ReadOnlySpan<byte> bytes)
    {
        _writable.Forget();
        return Counted(_socket.Send(bytes, SocketFlags.None, out var error), error);
    }

    private int Counted(int count, SocketError error)
    {
        var sent = Checked(count, error);
        if (sent > 0)
        {
            _sent(sent);
        }

        return sent;
    }

    private static int Checked(int count, SocketError error) => error switch
    {
        SocketError.Success => count,
        SocketError.WouldBlock or SocketError.Interrupted => 0,
        _ => throw new SocketException((int)error),
    };
}
