namespace Lab.LoadGenerator.Exchange;

/// <summary>Takes a response body out of its framing: chunks, a known length, or all until the end of the connection.</summary>
internal struct BodyFraming
{
    private enum State
    {
        Size,
        Extension,
        SizeEnd,
        Data,
        DataCr,
        DataLf,
        Trailer,
        Length,
        UntilClose,
        Done,
        Broken,
    }

    private const long MostChunk = 1L << 40;

    /// <summary>Digits that a chunk's size may have to be read at once: no buffer holds a larger chunk.</summary>
    private const int FewDigits = 6;

    /// <summary>What each byte stands for as a hexadecimal digit; -1 for none.</summary>
    private static readonly sbyte[] HexDigits =
    [
        .. Enumerable.Range(0, 256).Select(b => (sbyte)(char.IsAsciiHexDigit((char)b) ? Convert.ToInt32(((char)b).ToString(), 16) : -1)),
    ];

    private State _state;
    private long _left;
    private int _digits;
    private int _trailerLine;

    public BodyFraming(in ResponseHead head)
    {
        var isEmpty = head.Status is 204 or 304;
        _left = head.ContentLength ?? 0;
        _state = isEmpty ? State.Done
            : head.IsChunked ? State.Size
            : head.ContentLength is not { } length ? State.UntilClose
            : length == 0 ? State.Done : State.Length;
        if (head.IsChunked)
        {
            _left = 0;
        }
    }

    public readonly bool IsDone => _state == State.Done;

    /// <summary>Whether the end of the connection is the end of the body.</summary>
    public readonly bool EndsWithConnection => _state == State.UntilClose;

    /// <summary>What is wrong with the framing; null while nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>What is still to come, for the detail of a failure.</summary>
    public readonly string Missing => _state == State.Length ? $"{_left} bytes of its Content-Length were missing" : "its last chunk was missing";

    /// <summary>Takes the next piece of content from the bytes. False when there is none left in them, the body is done, or it is broken.</summary>
    public bool Take(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> content)
    {
        if (_state is State.DataCr or State.Size && TakeWhole(ref bytes, out content))
        {
            return true;
        }

        while (bytes.Length > 0)
        {
            switch (_state)
            {
                case State.Data:
                case State.Length:
                    content = bytes[..(int)Math.Min(bytes.Length, _left)];
                    bytes = bytes[content.Length..];
                    _left -= content.Length;
                    if (_left == 0)
                    {
                        _state = _state == State.Data ? State.DataCr : State.Done;
                    }

                    return true;

                case State.UntilClose:
                    content = bytes;
                    bytes = default;
                    return true;

                case State.Done:
                case State.Broken:
                    content = default;
                    return false;

                default:
                    bytes = bytes[Pass(bytes)..];
                    break;
            }
        }

        content = default;
        return false;
    }

    /// <summary>Takes a chunk that lies there whole, with the end of the one before: the usual case, in one go.</summary>
    private bool TakeWhole(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> content)
    {
        content = default;
        var at = 0;
        if (_state == State.DataCr)
        {
            if (bytes is not [(byte)'\r', (byte)'\n', ..])
            {
                return false;
            }

            at = 2;
        }
        else if (_digits > 0)
        {
            return false;
        }

        var size = 0;
        var most = Math.Min(bytes.Length, at + FewDigits);
        for (; at < most && Hex(bytes[at]) is >= 0 and var digit; at++)
        {
            size = (size << 4) | digit;
        }

        var from = at + 2;
        if (size == 0 || from + size > bytes.Length || bytes[at] != '\r' || bytes[at + 1] != '\n')
        {
            return false;
        }

        content = bytes.Slice(from, size);
        bytes = bytes[(from + size)..];
        _state = State.DataCr;
        return true;
    }

    /// <summary>Passes the framing at the start of the bytes: at once where it lies there whole, else byte by byte. Returns how many bytes it passed.</summary>
    private int Pass(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        if (_state == State.DataCr && bytes is [(byte)'\r', (byte)'\n', ..])
        {
            at = 2;
            _state = State.Size;
        }

        if (_state == State.Size && _digits == 0)
        {
            long size = 0;
            var digits = at;
            while (digits < bytes.Length && digits - at < FewDigits && Hex(bytes[digits]) is >= 0 and var digit)
            {
                size = (size << 4) | (uint)digit;
                digits++;
            }

            if (size > 0 && bytes[digits..] is [(byte)'\r', (byte)'\n', ..])
            {
                _left = size;
                _state = State.Data;
                return digits + 2;
            }
        }

        if (at > 0)
        {
            return at;
        }

        Step(bytes[0]);
        return 1;
    }

    private void Step(byte b)
    {
        switch (_state)
        {
            case State.Size when Hex(b) is >= 0 and var digit:
                _left = (_left << 4) | (uint)digit;
                _digits++;
                if (_left > MostChunk)
                {
                    Break("A chunk's size is too large.");
                }

                break;

            case State.Size when _digits > 0 && b == '\r':
                _state = State.SizeEnd;
                break;

            case State.Size when _digits > 0 && b is (byte)';' or (byte)' ' or (byte)'\t':
                _state = State.Extension;
                break;

            case State.Extension:
                _state = b == '\r' ? State.SizeEnd : State.Extension;
                break;

            case State.SizeEnd when b == '\n':
                _state = _left > 0 ? State.Data : State.Trailer;
                _digits = 0;
                _trailerLine = 0;
                break;

            case State.DataCr when b == '\r':
                _state = State.DataLf;
                break;

            case State.DataLf when b == '\n':
                _state = State.Size;
                break;

            case State.Trailer when b == '\n':
                _state = _trailerLine == 0 ? State.Done : State.Trailer;
                _trailerLine = 0;
                break;

            case State.Trailer:
                _trailerLine += b == '\r' ? 0 : 1;
                break;

            default:
                Break($"A chunk's {(_state is State.Size or State.SizeEnd ? "size" : "end")} has the byte 0x{b:X2}.");
                break;
        }
    }

    private void Break(string problem)
    {
        Problem = problem;
        _state = State.Broken;
    }

    private static int Hex(byte b) => HexDigits[b];
}
