using System.Buffers;

namespace Lab.LoadGenerator.Exchange;

/// <summary>Writes a request in few, large pieces, whatever its body is put together from.</summary>
internal static class RequestWriter
{
    private const int WriteBytes = 64 * 1024;

    public static async ValueTask Write(Wire wire, Request request, AttemptMeter meter)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(WriteBytes);
        try
        {
            request.Head.CopyTo(buffer);
            var used = request.Head.Length;
            for (var index = 0; index < request.Body.Count; index++)
            {
                var piece = request.Body[index];
                while (piece.Length > 0)
                {
                    var fits = Math.Min(piece.Length, buffer.Length - used);
                    piece[..fits].CopyTo(buffer.AsMemory(used));
                    piece = piece[fits..];
                    used += fits;
                    if (used == buffer.Length)
                    {
                        await Send(wire, buffer.AsMemory(0, used), meter);
                        used = 0;
                    }
                }
            }

            if (used > 0)
            {
                await Send(wire, buffer.AsMemory(0, used), meter);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async ValueTask Send(Wire wire, ReadOnlyMemory<byte> bytes, AttemptMeter meter)
    {
        await wire.Send(bytes);
        meter.BytesSent += bytes.Length;
        wire.Extend(meter.Now());
    }
}
