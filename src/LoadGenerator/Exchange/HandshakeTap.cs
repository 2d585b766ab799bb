using System.Net.Sockets;

namespace Lab.LoadGenerator.Exchange;

/// <summary>Passes bytes between the socket and TLS, and remembers what the handshake's own errors hide: the first byte of the peer, its end, and the socket's error.</summary>
internal sealed class HandshakeTap(Socket socket) : Stream
{
    /// <summary>The first byte that the peer sent; null while it sent none.</summary>
    public byte? First { get; private set; }

    public bool SawEnd { get; private set; }

    public SocketException? Error { get; private set; }

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

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
            SawEnd |= read == 0 && buffer.Length > 0;
            if (read > 0)
            {
                First ??= buffer.Span[0];
            }

            return read;
        }
        catch (SocketException exception)
        {
            Error ??= exception;
            throw new IOException(exception.Message, exception);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            while (buffer.Length > 0)
            {
                buffer = buffer[await socket.SendAsync(buffer, SocketFlags.None, cancellationToken)..];
            }
        }
        catch (SocketException exception)
        {
            Error ??= exception;
            throw new IOException(exception.Message, exception);
        }
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
}
