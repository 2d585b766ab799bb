using System.Net.Sockets;
using Lab.LoadGenerator.Dialing.Tls;

namespace Lab.LoadGenerator.Dialing.Tls;

/// <summary>Passes bytes between the socket and TLS, and remembers what the handshake's own errors hide: the first byte of the peer, its end, the group of the key exchange, and the socket's error.</summary>
internal sealed class HandshakeTap(Socket socket) : Stream
{
    private ServerHelloReader? _hello = new();
    private ushort? _group;

    /// <summary>The first byte that the peer sent; null while it sent none.</summary>
    public byte? First { get; private set; }

    public bool SawEnd { get; private set; }

    public SocketException? Error { get; private set; }

    /// <summary>Bytes handed to the operating system since the connection began, TLS's own included.</summary>
    public long BytesSent { get; private set; }

    /// <summary>The group of the key exchange; null where the handshake did not show it.</summary>
    public ushort? Group => _hello?.Group ?? _group;

    /// <summary>TLS begins with a handshake record or an alert.</summary>
    public bool SpokeTls => First is null or 0x16 or 0x15;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _hello is null ? socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken) : Watch(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var sending = socket.SendAsync(buffer, SocketFlags.None, cancellationToken);
        if (!sending.IsCompletedSuccessfully)
        {
            return Finish(sending, buffer, cancellationToken);
        }

        var sent = sending.GetAwaiter().GetResult();
        BytesSent += sent;
        return sent == buffer.Length ? ValueTask.CompletedTask : WriteAsync(buffer[sent..], cancellationToken);
    }

    /// <summary>Stops looking: the handshake is over, and from now on bytes only pass.</summary>
    public void StandAside()
    {
        _group = _hello?.Group;
        _hello = null;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async ValueTask<int> Watch(Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            var read = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellation);
            SawEnd |= read == 0 && buffer.Length > 0;
            if (read > 0)
            {
                First ??= buffer.Span[0];
                _hello?.Feed(buffer.Span[..read]);
            }

            return read;
        }
        catch (SocketException exception)
        {
            Error ??= exception;
            throw new IOException(exception.Message, exception);
        }
    }

    private async ValueTask Finish(ValueTask<int> sending, ReadOnlyMemory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var sent = await sending;
                BytesSent += sent;
                buffer = buffer[sent..];
                if (buffer.Length == 0)
                {
                    return;
                }

                sending = socket.SendAsync(buffer, SocketFlags.None, cancellation);
            }
        }
        catch (SocketException exception)
        {
            Error ??= exception;
            throw new IOException(exception.Message, exception);
        }
    }
}
