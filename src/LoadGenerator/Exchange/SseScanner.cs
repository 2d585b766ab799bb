using System.Text;

namespace Lab.LoadGenerator.Exchange;

/// <summary>Counts the server-sent events of a stream and picks out the few that matter, on the bytes as they lie; only a line that is split over two reads is copied.</summary>
internal sealed class SseScanner
{
    /// <summary>How much of a split line is kept; no line that is looked into is longer.</summary>
    private const int MostKept = 2048;

    /// <summary>What a text delta's line has beside the text.</summary>
    private static readonly int DeltaShell = "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"\"}}".Length;

    private const int DeltaName = 27;

    private byte[]? _kept;
    private int _keptLength;
    private int _splitLength;
    private bool _hasData;
    private bool _begins;
    private bool _ends;
    private bool _isText = true;
    private EventType _type;

    private static ReadOnlySpan<byte> DeltaStart => "event: content_block_delta\ndata: {"u8;

    /// <summary>Whether anybody asks what the reply used.</summary>
    public bool WantsUsage { get; set; }

    /// <summary>What the reply says it used, where that is asked for.</summary>
    public TokenUsage Usage { get; private set; }

    public int Events { get; private set; }

    public bool HasStopped { get; private set; }

    public int BlocksFinished { get; private set; }

    /// <summary>Bytes of text in the reply, as they were sent.</summary>
    public int TextBytes { get; private set; }

    /// <summary>The data of an <c>error</c> event; null while none came.</summary>
    public string? Error { get; private set; }

    /// <summary>Whether an event's data was no JSON: its ends are looked at, and not what is between them.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Whether it said an error, or something that is none of the language: nothing after that counts.</summary>
    public bool HasFailed => IsMalformed || Error is not null;

    /// <summary>The tools that the reply asks for.</summary>
    public IReadOnlyList<ToolUse> Tools { get; private set; } = [];

    public void Begin()
    {
        _keptLength = _splitLength = Events = BlocksFinished = TextBytes = 0;
        _hasData = HasStopped = IsMalformed = false;
        _isText = true;
        _type = EventType.Other;
        Error = null;
        Tools = [];
        Usage = default;
    }

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_splitLength == 0 && !_hasData && _type == EventType.Other && TakeDeltas(ref bytes))
            {
                continue;
            }

            var end = bytes.IndexOf((byte)'\n');
            if (end < 0)
            {
                Keep(bytes);
                return;
            }

            if (_splitLength > 0)
            {
                Keep(bytes[..end]);
                Line(_kept.AsSpan(0, _keptLength), _splitLength);
                _keptLength = _splitLength = 0;
            }
            else
            {
                Line(bytes[..end], end);
            }

            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>Takes the deltas that lie whole at the start of the bytes: nearly all of a stream is that, and only their number and length count. False when there is none.</summary>
    private bool TakeDeltas(ref ReadOnlySpan<byte> bytes)
    {
        var any = false;
        while (bytes.StartsWith(DeltaStart))
        {
            var end = bytes[DeltaStart.Length..].IndexOf((byte)'\n') + DeltaStart.Length;

            // A line that does not end as JSON does, or has another behind it, goes the long way.
            if (end < DeltaStart.Length || end + 1 >= bytes.Length || bytes[end + 1] != '\n' || bytes[end - 1] != '}')
            {
                break;
            }

            Events++;
            if (_isText)
            {
                TextBytes += Math.Max(0, end - DeltaName - DeltaShell);
            }

            bytes = bytes[(end + 2)..];
            any = true;
        }

        return any;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        _kept ??= new byte[MostKept];
        var room = Math.Min(bytes.Length, MostKept - _keptLength);
        bytes[..room].CopyTo(_kept.AsSpan(_keptLength));
        _keptLength += room;
        _splitLength += bytes.Length;
    }

    private void Line(ReadOnlySpan<byte> line, int length)
    {
        if (line.Length == length && line is [.., (byte)'\r'])
        {
            line = line[..^1];
            length--;
        }

        if (length == 0)
        {
            Dispatch();
        }
        else if (line.StartsWith("data:"u8))
        {
            Data(line, length);
        }
        else if (line.StartsWith("event:"u8))
        {
            _type = TypeOf(line[6..].TrimStart((byte)' '));
        }
    }

    private void Data(ReadOnlySpan<byte> line, int length)
    {
        _begins = _hasData ? _begins : line is [_, _, _, _, _, (byte)'{', ..] or [_, _, _, _, _, (byte)' ', (byte)'{', ..];
        _ends = line.Length < length || line[^1] == '}' || line.TrimEnd(" \t"u8) is [.., (byte)'}'];
        _hasData = true;
        if (_type == EventType.Other)
        {
            _type = TypeInside(line);
        }

        switch (_type)
        {
            case EventType.BlockDelta when _isText:
                TextBytes += Math.Max(0, length - DeltaShell);
                break;

            case EventType.BlockStart:
                BeginBlock(line);
                break;

            case EventType.MessageStart or EventType.MessageDelta when WantsUsage:
                var usage = Usage;
                usage.Read(line, isFinal: _type == EventType.MessageDelta);
                Usage = usage;
                break;

            case EventType.Error:
                Error = Encoding.UTF8.GetString(line[5..].TrimStart((byte)' '));
                break;
        }
    }

    private void BeginBlock(ReadOnlySpan<byte> line)
    {
        _isText = line.IndexOf("\"type\":\"text\""u8) >= 0;
        if (line.IndexOf("\"tool_use\""u8) >= 0)
        {
            Tools = [.. Tools, new ToolUse(Field(line, "\"id\":\""u8) ?? "toolu_unnamed", Field(line, "\"name\":\""u8) ?? "Bash")];
        }
    }

    private void Dispatch()
    {
        if (_hasData)
        {
            Events++;
            HasStopped |= _type == EventType.MessageStop;
            IsMalformed |= !(_begins && _ends) && _type != EventType.Other;
            BlocksFinished += _type == EventType.BlockStop ? 1 : 0;
        }

        _hasData = false;
        _type = EventType.Other;
    }

    private static EventType TypeInside(ReadOnlySpan<byte> line)
    {
        var at = line.IndexOf("\"type\":\""u8);
        if (at < 0)
        {
            return EventType.Other;
        }

        var value = line[(at + 8)..];
        var end = value.IndexOf((byte)'"');
        return end < 0 ? EventType.Other : TypeOf(value[..end]);
    }

    private static string? Field(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name)
    {
        var at = line.IndexOf(name);
        if (at < 0)
        {
            return null;
        }

        // Copied as it stands, escapes and all: it goes back as it came.
        var value = line[(at + name.Length)..];
        var end = value.IndexOf((byte)'"');
        return end < 0 ? null : Encoding.UTF8.GetString(value[..end]);
    }

    private static EventType TypeOf(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("content_block_delta"u8) => EventType.BlockDelta,
        _ when name.SequenceEqual("ping"u8) => EventType.Ping,
        _ when name.SequenceEqual("message_start"u8) => EventType.MessageStart,
        _ when name.SequenceEqual("content_block_start"u8) => EventType.BlockStart,
        _ when name.SequenceEqual("content_block_stop"u8) => EventType.BlockStop,
        _ when name.SequenceEqual("message_delta"u8) => EventType.MessageDelta,
        _ when name.SequenceEqual("message_stop"u8) => EventType.MessageStop,
        _ when name.SequenceEqual("error"u8) => EventType.Error,
        _ => EventType.Other,
    };
}
