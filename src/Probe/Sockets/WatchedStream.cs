namespace Lab.Probe;

/// <summary>Notes how what is read begins and whether it ended: after a failed handshake that tells a peer that does not speak TLS from one that left.</summary>
internal sealed class WatchedStream(Stream inner) : Stream
{
    /// <summary>The first byte that came; null when none did.</summary>
    public byte? FirstByte { get; private set; }

    /// <summary>Whether the peer closed in order.</summary>
    public bool SawEnd { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Noted(inner.Read(buffer, offset, count), buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Noted(await inner.ReadAsync(buffer, cancellationToken), buffer.Span);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private int Noted(int read, ReadOnlySpan<byte> buffer)
    {
        if (read > 0)
        {
            FirstByte ??= buffer[0];
        }
        else if (buffer.Length > 0)
        {
            // SslStream asks with an empty buffer to wait for data; only a full question answered by nothing is the end.
            SawEnd = true;
        }

        return read;
    }
}
