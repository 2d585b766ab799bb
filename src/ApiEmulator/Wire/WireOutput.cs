using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Lab.ApiEmulator.Wire;

/// <summary>Sends what is flushed straight to the socket: when a flush has completed, the kernel has the bytes.</summary>
/// <remarks>The transport's own pipe would complete a flush before its send loop has run, so that a reset could overtake the events due before it; and it costs a hop between threads for each event.</remarks>
internal sealed class WireOutput(Socket socket, PipeWriter transport, Action<ConnectionAbortedException> abort) : PipeWriter
{
    private const int FirstBlock = 4096;

    /// <summary>Less room than this is not worth handing out: HTTP puts a chunk's frame into it.</summary>
    private const int LeastRoom = 256;

    private byte[]? _block;
    private int _filled;
    private volatile bool _isOver;
    private SlowSend? _slow;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _filled;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(Math.Max(sizeHint, LeastRoom));
        return _block.AsMemory(_filled);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(Math.Max(sizeHint, LeastRoom));
        return _block.AsSpan(_filled);
    }

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, (_block?.Length ?? 0) - _filled);
        _filled += bytes;
    }

    /// <summary>Sends; the token is not used, since half a send cannot be taken back. A client that leaves ends a send that waits.</summary>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_isOver || _filled == 0)
        {
            Release();
            return new(new FlushResult(isCanceled: false, isCompleted: _isOver));
        }

        if (Interlocked.Exchange(ref _slow, null) is { } slow)
        {
            return Finish(slow.Send(socket, _block.AsMemory(0, _filled)));
        }

        ValueTask<int> sending;
        try
        {
            sending = socket.SendAsync(_block.AsMemory(0, _filled), SocketFlags.None, CancellationToken.None);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return new(Gone(exception));
        }

        if (!sending.IsCompletedSuccessfully)
        {
            return Finish(sending);
        }

        var sent = sending.Result;
        if (sent < _filled)
        {
            return Finish(new ValueTask<int>(sent));
        }

        Release();
        return new(new FlushResult(isCanceled: false, isCompleted: false));
    }

    /// <summary>Lets the next flush take its time.</summary>
    public void SlowNext(SlowSend slow) => _slow = slow;

    /// <summary>From now on nothing is sent: what is written later is dropped.</summary>
    public void Cut()
    {
        _isOver = true;
        _filled = 0;
    }

    public override void CancelPendingFlush()
    {
        // HTTP calls this when it gives a connection up; the socket is closed then, and that ends the send.
    }

    public override void Complete(Exception? exception = null)
    {
        if (_filled > 0 && !_isOver)
        {
            // The transport's send loop is idle and takes the rest, in order, before it closes.
            transport.Write(_block.AsSpan(0, _filled));
        }

        _isOver = true;
        Release();
        transport.Complete(exception);
    }

    public void Release()
    {
        _filled = 0;
        if (Interlocked.Exchange(ref _block, null) is { } block)
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private async ValueTask<FlushResult> Finish(ValueTask<int> sending)
    {
        try
        {
            var sent = await sending;
            while (sent < _filled)
            {
                sent += await socket.SendAsync(_block.AsMemory(sent, _filled - sent), SocketFlags.None, CancellationToken.None);
            }

            Release();
            return new FlushResult(isCanceled: false, isCompleted: _isOver);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return Gone(exception);
        }
    }

    private FlushResult Gone(Exception exception)
    {
        _isOver = true;
        Release();
        abort(new ConnectionAbortedException("The client left while it was being sent to.", exception));
        return new FlushResult(isCanceled: false, isCompleted: true);
    }

    private void EnsureRoom(int room)
    {
        if (_block is null)
        {
            _block = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBlock, room));
        }
        else if (_block.Length - _filled < room)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_block.Length * 2, _filled + room));
            _block.AsSpan(0, _filled).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_block);
            _block = larger;
        }
    }
}
