using System.Buffers.Binary;

namespace Lab.LoadGenerator.Dialing.Tls;

/// <summary>Reads the group of the key exchange out of what a server sends in the clear at the start of a handshake, however the bytes are cut: TLS 1.3's <c>key_share</c> (RFC 8446, 4.2.8), or the named curve of TLS 1.2's ServerKeyExchange (RFC 8422, 5.4).</summary>
internal sealed class ServerHelloReader
{
    private const byte Handshake = 0x16;
    private const byte ServerHello = 2;
    private const byte ServerKeyExchange = 12;
    private const byte NamedCurve = 3;
    private const int KeyShareExtension = 51;

    /// <summary>Larger than a ServerHello with the largest key share there is (1,568 + 97 bytes) and its other extensions.</summary>
    private const int MostHello = 2048;

    private readonly byte[] _header = new byte[5];
    private byte[]? _message;
    private int _headerLength;
    private int _recordLeft;
    private int _messageLength;
    private int _messageTotal = -1;

    /// <summary>The group; null while it is not known.</summary>
    public ushort? Group { get; private set; }

    /// <summary>Whether nothing more is to be learnt.</summary>
    public bool IsDone { get; private set; }

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0 && !IsDone)
        {
            if (_recordLeft == 0)
            {
                // A record's header: its type, a version, its length.
                _header[_headerLength++] = bytes[0];
                bytes = bytes[1..];
                if (_headerLength == _header.Length)
                {
                    _headerLength = 0;
                    _recordLeft = BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(3));

                    // Change of cipher, alert or already encrypted: what follows is not for us.
                    IsDone = _header[0] != Handshake;
                }

                continue;
            }

            var part = bytes[..Math.Min(bytes.Length, _recordLeft)];
            bytes = bytes[part.Length..];
            _recordLeft -= part.Length;
            Take(part);
        }

        if (IsDone)
        {
            _message = null;
        }
    }

    /// <summary>Takes bytes of the handshake's messages, which records may cut anywhere. Of a message that does not matter only the length is counted.</summary>
    private void Take(ReadOnlySpan<byte> bytes)
    {
        _message ??= new byte[MostHello];
        while (bytes.Length > 0 && !IsDone)
        {
            var wanted = _messageTotal < 0 ? 4 : _messageTotal;
            var part = bytes[..Math.Min(bytes.Length, wanted - _messageLength)];
            var room = Math.Clamp(MostHello - _messageLength, 0, part.Length);
            part[..room].CopyTo(_message.AsSpan(Math.Min(_messageLength, MostHello)));
            _messageLength += part.Length;
            bytes = bytes[part.Length..];
            if (_messageTotal < 0 && _messageLength == 4)
            {
                _messageTotal = 4 + ((_message[1] << 16) | (_message[2] << 8) | _message[3]);
            }

            if (_messageLength == _messageTotal)
            {
                Whole(_message.AsSpan(0, Math.Min(_messageLength, MostHello)));
                _messageLength = 0;
                _messageTotal = -1;
            }
        }
    }

    private void Whole(ReadOnlySpan<byte> message)
    {
        switch (message[0])
        {
            case ServerHello:
                Group = KeyShareOf(message[4..]);
                IsDone = Group is not null;
                break;

            case ServerKeyExchange:
                Group = message.Length >= 7 && message[4] == NamedCurve ? BinaryPrimitives.ReadUInt16BigEndian(message[5..]) : null;
                IsDone = true;
                break;
        }
    }

    /// <summary>Version, random, session id, cipher suite, compression, then the extensions. In a HelloRetryRequest the extension has the group alone: that is the one the server insists on.</summary>
    private static ushort? KeyShareOf(ReadOnlySpan<byte> hello)
    {
        const int BeforeSessionId = 2 + 32;
        if (hello.Length <= BeforeSessionId)
        {
            return null;
        }

        var at = BeforeSessionId + 1 + hello[BeforeSessionId] + 2 + 1 + 2;
        while (at + 4 <= hello.Length)
        {
            var type = BinaryPrimitives.ReadUInt16BigEndian(hello[at..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(hello[(at + 2)..]);
            if (type == KeyShareExtension && length >= 2 && at + 6 <= hello.Length)
            {
                return BinaryPrimitives.ReadUInt16BigEndian(hello[(at + 4)..]);
            }

            at += 4 + length;
        }

        return null;
    }
}
