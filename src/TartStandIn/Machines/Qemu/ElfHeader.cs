using System.Buffers.Binary;

namespace Lab.TartStandIn.Machines.Qemu;

/// <summary>What an executable's first bytes tell.</summary>
internal static class ElfHeader
{
    private const int Interpreter = 3;

    /// <summary>Whether a file is a 64-bit executable of this machine's byte order that needs no libraries: it names no loader.</summary>
    public static bool IsStatic(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            Span<byte> header = stackalloc byte[64];
            stream.ReadExactly(header);
            if (!header.StartsWith("\u007FELF"u8) || header[4] != 2 || header[5] != 1)
            {
                return false;
            }

            var table = BinaryPrimitives.ReadInt64LittleEndian(header[32..]);
            var size = BinaryPrimitives.ReadUInt16LittleEndian(header[54..]);
            var count = BinaryPrimitives.ReadUInt16LittleEndian(header[56..]);
            Span<byte> kind = stackalloc byte[4];
            for (var i = 0; i < count; i++)
            {
                stream.Position = table + ((long)i * size);
                stream.ReadExactly(kind);
                if (BinaryPrimitives.ReadInt32LittleEndian(kind) == Interpreter)
                {
                    return false;
                }
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            return false;
        }
    }
}
