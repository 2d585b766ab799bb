using System.Buffers.Binary;
using System.Net;

namespace Lab.ApiEmulator.Resolver;

/// <summary>What the resolver does with a question.</summary>
/// <param name="Code">The response code.</param>
/// <param name="Address">The one record of the answer; null for none.</param>
/// <param name="Late">How long it waits first.</param>
/// <param name="IsSilent">Whether it does not answer at all.</param>
internal readonly record struct DnsReply(DnsCode Code, IPAddress? Address = null, TimeSpan Late = default, bool IsSilent = false)
{
    private const int EdnsLength = 11;

    /// <summary>The answer's bytes; cut down to the question, and marked so, where it is longer than the asker takes.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="most">Bytes that the asker takes.</param>
    public byte[] Write(DnsQuestion question, int most)
    {
        const ushort isAnswer = 0x8000, isAuthority = 0x0400, isTruncated = 0x0200, wantsRecursion = 0x0100, hasRecursion = 0x0080, operation = 0x7800;

        var record = Address?.GetAddressBytes() ?? [];
        var edns = question.HasEdns ? EdnsLength : 0;
        var bare = DnsQuestion.HeaderLength + question.Asked.Length + edns;
        var fits = record.Length == 0 || bare + 12 + record.Length <= most;
        var answers = record.Length > 0 && fits ? 1 : 0;

        var bytes = new byte[bare + (answers * (12 + record.Length))];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, question.Id);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)(isAnswer | isAuthority | hasRecursion | (question.Flags & (operation | wantsRecursion)) | (fits ? 0 : isTruncated) | (int)Code));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), (ushort)(question.Asked.IsEmpty ? 0 : 1));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), (ushort)answers);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(10), (ushort)(question.HasEdns ? 1 : 0));

        var rest = bytes.AsSpan(DnsQuestion.HeaderLength);
        question.Asked.Span.CopyTo(rest);
        rest = rest[question.Asked.Length..];
        if (answers > 0)
        {
            // The question's name, the address's type, and a life of 0 s: each lookup is to ask anew.
            BinaryPrimitives.WriteUInt16BigEndian(rest, 0xC000 | DnsQuestion.HeaderLength);
            BinaryPrimitives.WriteUInt16BigEndian(rest[2..], record.Length == 4 ? DnsQuestion.A : DnsQuestion.Aaaa);
            BinaryPrimitives.WriteUInt16BigEndian(rest[4..], DnsQuestion.Internet);
            BinaryPrimitives.WriteUInt16BigEndian(rest[10..], (ushort)record.Length);
            record.CopyTo(rest[12..]);
            rest = rest[(12 + record.Length)..];
        }

        if (question.HasEdns)
        {
            const ushort opt = 41, ownUdpBytes = 1232;
            BinaryPrimitives.WriteUInt16BigEndian(rest[1..], opt);
            BinaryPrimitives.WriteUInt16BigEndian(rest[3..], ownUdpBytes);
        }

        return bytes;
    }
}
