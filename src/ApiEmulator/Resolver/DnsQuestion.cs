using System.Buffers.Binary;
using System.Text;

namespace Lab.ApiEmulator.Resolver;

/// <summary>A question to the resolver (RFC 1035), with what its answer has to repeat.</summary>
internal sealed record DnsQuestion
{
    public const int HeaderLength = 12;
    public const ushort A = 1;
    public const ushort Aaaa = 28;
    public const ushort Internet = 1;

    private const ushort Opt = 41;
    private const int LongestName = 255;

    /// <summary>What an asker takes over UDP that says nothing of its own (RFC 1035) or less than that (RFC 6891).</summary>
    private const int LeastUdp = 512;

    public required ushort Id { get; init; }

    /// <summary>The asker's flags.</summary>
    public required ushort Flags { get; init; }

    /// <summary>The name in lower case, without the last dot; empty where the question could not be read.</summary>
    public string Name { get; init; } = "";

    public ushort Type { get; init; }

    /// <summary>The question as it was asked: names come back in the asker's own letters.</summary>
    public ReadOnlyMemory<byte> Asked { get; init; }

    /// <summary>Whether the asker speaks EDNS.</summary>
    public bool HasEdns { get; init; }

    /// <summary>How much the asker takes over UDP.</summary>
    public int UdpBytes { get; init; } = LeastUdp;

    /// <summary>What is wrong with it already; <see cref="DnsCode.NoError"/> for nothing.</summary>
    public DnsCode Wrong { get; init; }

    /// <summary>Reads a message. Null where it deserves no answer: too short to have an id, or an answer itself.</summary>
    public static DnsQuestion? Read(ReadOnlyMemory<byte> message)
    {
        const ushort isAnswer = 0x8000, operation = 0x7800;

        var bytes = message.Span;
        if (bytes.Length < HeaderLength)
        {
            return null;
        }

        var question = new DnsQuestion { Id = BinaryPrimitives.ReadUInt16BigEndian(bytes), Flags = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) };
        if ((question.Flags & isAnswer) != 0)
        {
            return null;
        }

        if ((question.Flags & operation) != 0)
        {
            return question with { Wrong = DnsCode.NotImplemented };
        }

        if (BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]) != 1 || ReadName(bytes[HeaderLength..]) is not var (name, length) || bytes.Length < HeaderLength + length + 4)
        {
            return question with { Wrong = DnsCode.FormatError };
        }

        var end = HeaderLength + length + 4;
        var udp = ReadEdns(bytes, end);
        return question with
        {
            Name = name,
            Type = BinaryPrimitives.ReadUInt16BigEndian(bytes[(end - 4)..]),
            Asked = message[HeaderLength..end],
            HasEdns = udp is not null,
            UdpBytes = Math.Max(LeastUdp, udp ?? 0),
            Wrong = BinaryPrimitives.ReadUInt16BigEndian(bytes[(end - 2)..]) == Internet ? DnsCode.NoError : DnsCode.Refused,
        };
    }

    /// <summary>A name and how many bytes it takes; null where it is none. A question's name is not compressed.</summary>
    private static (string Name, int Length)? ReadName(ReadOnlySpan<byte> bytes)
    {
        var name = new StringBuilder();
        var at = 0;
        while (at < bytes.Length && at < LongestName)
        {
            var label = bytes[at++];
            if (label == 0)
            {
                return (name.ToString(), at);
            }

            if (label > 63 || at + label > bytes.Length)
            {
                return null;
            }

            name.Append(name.Length == 0 ? "" : ".").Append(Encoding.Latin1.GetString(bytes.Slice(at, label)).ToLowerInvariant());
            at += label;
        }

        return null;
    }

    /// <summary>The asker's size for UDP, where an EDNS record follows the question; anything else there is passed over.</summary>
    private static int? ReadEdns(ReadOnlySpan<byte> bytes, int at)
    {
        var isNext = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) == 0 && BinaryPrimitives.ReadUInt16BigEndian(bytes[8..]) == 0 && BinaryPrimitives.ReadUInt16BigEndian(bytes[10..]) > 0;
        return isNext && bytes.Length >= at + 11 && bytes[at] == 0 && BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 1)..]) == Opt
            ? BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 3)..])
            : null;
    }
}

/// <summary>RFC 1035's response codes.</summary>
internal enum DnsCode
{
    NoError = 0,
    FormatError = 1,
    ServerFailure = 2,
    NameError = 3,
    NotImplemented = 4,
    Refused = 5,
}
