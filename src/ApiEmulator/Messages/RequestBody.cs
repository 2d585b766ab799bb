using System.Buffers;
using System.IO.Pipelines;
using Lab.ApiEmulator.Wire;

namespace Lab.ApiEmulator.Messages;

/// <summary>A request's body in one borrowed piece of memory: read once, given back at once.</summary>
internal sealed class RequestBody : IDisposable
{
    private byte[] _bytes;
    private int _length;

    private readonly PipeReader _reader;

    private RequestBody(PipeReader reader, int capacity)
    {
        _reader = reader;
        _bytes = ArrayPool<byte>.Shared.Rent(capacity);
    }

    /// <summary>What has been read.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Prepares to read the body.</summary>
    public static RequestBody Of(HttpRequest request) => new(request.BodyReader, (int)Math.Min(request.ContentLength ?? 64 * 1024, WireExtensions.LargestBody));

    /// <summary>Reads on until the body is whole, or larger than the API takes, or more than so many bytes of it are there.</summary>
    /// <exception cref="IOException">The client left, or sent what is not HTTP.</exception>
    public async ValueTask<BodyState> Read(long above)
    {
        while (true)
        {
            // Not bound to the client's leaving: the reader itself fails when the body ends early.
            var read = await _reader.ReadAsync(CancellationToken.None);
            var fits = _length + read.Buffer.Length <= WireExtensions.LargestBody;
            if (fits)
            {
                Append(read.Buffer);
            }

            _reader.AdvanceTo(read.Buffer.End);
            if (!fits)
            {
                return BodyState.TooLarge;
            }

            if (_length > above)
            {
                return BodyState.Above;
            }

            if (read.IsCompleted)
            {
                return BodyState.Whole;
            }
        }
    }

    /// <summary>Reads the rest of a refused body away, as far as is reasonable: a connection closed with unread bytes would be reset, and the refusal lost.</summary>
    public static async ValueTask Discard(PipeReader reader)
    {
        for (var left = 4L * WireExtensions.LargestBody; left > 0;)
        {
            var read = await reader.ReadAsync(CancellationToken.None);
            left -= read.Buffer.Length;
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted || read.IsCanceled)
            {
                return;
            }
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private void Append(ReadOnlySequence<byte> buffer)
    {
        var needed = _length + (int)buffer.Length;
        if (needed > _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _bytes.Length * 2));
            Bytes.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        buffer.CopyTo(_bytes.AsSpan(_length));
        _length = needed;
    }
}

/// <summary>How far the reading of a body has come.</summary>
internal enum BodyState
{
    /// <summary>All of it is there.</summary>
    Whole,

    /// <summary>More bytes are there than was asked about; the next read goes on.</summary>
    Above,

    /// <summary>It is larger than the API takes.</summary>
    TooLarge,
}
