using System.Buffers;
using System.Runtime.InteropServices;

namespace Lab.LoadGenerator.Exchange;

/// <summary>Writes a request in as few sends as the connection takes it: small pieces of its body gathered in one buffer, large ones from where they lie.</summary>
internal static class RequestWriter
{
    private const int WriteBytes = 64 * 1024;

    /// <summary>A piece of this size is worth a place of its own in a send.</summary>
    private const int LargePiece = 16 * 1024;

    /// <summary>Well below what a kernel takes in one send.</summary>
    private const int MostSegments = 256;

    public static ValueTask Write(Wire wire, Request request)
    {
        long length = request.Head.Length;
        for (var index = 0; index < request.Body.Count; index++)
        {
            length += request.Body[index].Length;
        }

        return length <= WriteBytes ? WriteGathered(wire, request, (int)length)
            : wire.IsReadiness ? WriteSegments(wire, request)
            : WritePieces(wire, request);
    }

    private static async ValueTask WriteGathered(Wire wire, Request request, int length)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Gather(request, buffer);
            await wire.Send(buffer.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Gather(Request request, Span<byte> buffer)
    {
        request.Head.Span.CopyTo(buffer);
        buffer = buffer[request.Head.Length..];
        for (var index = 0; index < request.Body.Count; index++)
        {
            var piece = request.Body[index].Span;
            piece.CopyTo(buffer);
            buffer = buffer[piece.Length..];
        }
    }

    private static async ValueTask WriteSegments(Wire wire, Request request)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(WriteBytes);
        var segments = new List<ArraySegment<byte>>(Math.Min(request.Body.Count + 1, MostSegments));
        try
        {
            var (from, used) = (0, request.Head.Length);
            request.Head.CopyTo(buffer);
            for (var index = 0; index < request.Body.Count; index++)
            {
                var piece = request.Body[index];
                var isLarge = piece.Length >= LargePiece;
                if (segments.Count + 2 > MostSegments || (!isLarge && used + piece.Length > buffer.Length))
                {
                    Close();
                    await wire.Send(segments);
                    (from, used) = (0, 0);
                }

                if (!isLarge)
                {
                    piece.CopyTo(buffer.AsMemory(used));
                    used += piece.Length;
                }
                else if (MemoryMarshal.TryGetArray(piece, out var segment))
                {
                    Close();
                    segments.Add(segment);
                }
                else
                {
                    Close();
                    segments.Add(piece.ToArray());
                }
            }

            Close();
            await wire.Send(segments);

            void Close()
            {
                if (used > from)
                {
                    segments.Add(new ArraySegment<byte>(buffer, from, used - from));
                    from = used;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async ValueTask WritePieces(Wire wire, Request request)
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
                        await wire.Send(buffer.AsMemory(0, used));
                        used = 0;
                    }
                }
            }

            if (used > 0)
            {
                await wire.Send(buffer.AsMemory(0, used));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
