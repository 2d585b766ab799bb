using System.Buffers;
using System.IO.Pipelines;
using Lab.ApiEmulator.Wire;

namespace Lab.ApiEmulator.Messages;

/// <summary>A request's body in one borrowed piece of memory: read once, given back at once.</summary>
internal sealed class RequestBody : IDisposable
{
    private byte[] _bytes;
    private int _length;

    private RequestBody(int capacity) => _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Reads the body; null when it is larger than the API takes.</summary>
    /// <exception cref="IOException">The client left, or sent what is not HTTP.</exception>
    public static async ValueTask<RequestBody?> Read(HttpRequest request)
    {
        if (request.ContentLength > WireExtensions.LargestBody)
        {
            return null;
        }

        var body = new RequestBody((int)(request.ContentLength ?? 64 * 1024));
        try
        {
            return await body.Fill(request.BodyReader) ? body : Abandon(body);
        }
        catch
        {
            body.Dispose();
            throw;
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

    private static RequestBody? Abandon(RequestBody body)
    {
        body.Dispose();
        return null;
    }

    private async ValueTask<bool> Fill(PipeReader reader)
    {
        while (true)
        {
            // Not bound to the client's leaving: the reader itself fails when the body ends early.
            var read = await reader.ReadAsync(CancellationToken.None);
            var fits = _length + read.Buffer.Length <= WireExtensions.LargestBody;
            if (fits)
            {
                Append(read.Buffer);
            }

            reader.AdvanceTo(read.Buffer.End);
            if (!fits || read.IsCompleted)
            {
                return fits;
            }
        }
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
