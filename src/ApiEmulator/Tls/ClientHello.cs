using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace Lab.ApiEmulator.Tls;

/// <summary>The first record of a client.</summary>
internal static class ClientHello
{
    private const int HeaderLength = 5;

    /// <summary>Waits until it is there, and takes it. False when the client left before.</summary>
    public static async ValueTask<bool> Read(PipeReader reader, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            if (IsWhole(read.Buffer))
            {
                reader.AdvanceTo(read.Buffer.End);
                return true;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted || read.IsCanceled)
            {
                return false;
            }
        }
    }

    /// <summary>Whether a whole record is there. What is no TLS is whole as soon as there is anything: nothing tells where it ends.</summary>
    internal static bool IsWhole(ReadOnlySequence<byte> bytes)
    {
        const byte handshake = 0x16;
        if (bytes.Length < HeaderLength)
        {
            return !bytes.IsEmpty && bytes.FirstSpan[0] != handshake;
        }

        Span<byte> header = stackalloc byte[HeaderLength];
        bytes.Slice(0, HeaderLength).CopyTo(header);
        return header[0] != handshake || bytes.Length >= HeaderLength + BinaryPrimitives.ReadUInt16BigEndian(header[3..]);
    }
}
