using System.Buffers;
using System.Buffers.Text;
using Lab.ApiEmulator.Errors;

namespace Lab.ApiEmulator.Replies;

/// <summary>Numbers and ids as text, straight into a buffer.</summary>
internal static class Utf8Writing
{
    public static void WriteNumber(this IBufferWriter<byte> writer, long number)
    {
        var span = writer.GetSpan(20);
        Utf8Formatter.TryFormat(number, span, out var written);
        writer.Advance(written);
    }

    public static void WriteId(this IBufferWriter<byte> writer, ApiIds ids)
    {
        ids.Write(writer.GetSpan(ApiIds.Length)[..ApiIds.Length]);
        writer.Advance(ApiIds.Length);
    }
}
