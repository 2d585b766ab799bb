using System.Text;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Sessions;

namespace Lab.Tests.LoadGenerator.Exchange;

/// <summary>Where the network cuts a response must make no difference.</summary>
public sealed class SplitTests
{
    public static TheoryData<string, bool> Framings => new()
    {
        { "chunk an event", false }, { "chunk an event", true },
        { "odd chunks", false }, { "odd chunks", true },
        { "length", false }, { "length", true },
    };

    [Theory]
    [MemberData(nameof(Framings))]
    public void A_stream_reads_the_same_cut_at_every_byte(string framing, bool carriageReturns)
    {
        var text = string.Concat(Replies.Events(3, "toolu_01"));
        var bytes = Encoding.UTF8.GetBytes(Framed(framing, carriageReturns ? text.Replace("\n", "\r\n", StringComparison.Ordinal) : text));

        var whole = Read(framing, [bytes]);
        Assert.Equal("events=12 stopped=True blocks=2 tools=toolu_01/Bash done=True error= problem=", whole.Split(" text=")[0]);
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            Assert.Equal(whole, Read(framing, [bytes[..cut], bytes[cut..]]));
        }

        Assert.Equal(whole, Read(framing, [.. bytes.Select(b => new[] { b })]));
    }

    /// <summary>Streams of every shape that servers may send, drawn by chance: the scanner's short cuts must see what the long way sees.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Any_stream_reads_the_same_cut_in_three_anywhere_and_as_it_was_written(long seed)
    {
        var draws = new SeededDraws(seed);
        for (var round = 0; round < 12; round++)
        {
            var (text, told) = AnyStream(draws);
            var framing = draws.Below(3) switch { 0 => "length", 1 => "odd chunks", _ => "chunk an event" };
            var bytes = Encoding.UTF8.GetBytes(Framed(framing, text));

            Assert.Equal($"{told} problem= ", Read(framing, [bytes]).Replace($"problem= text={TextOf(text)}", "problem= ", StringComparison.Ordinal));
            for (var first = 0; first < bytes.Length; first += 1 + draws.Below(3))
            {
                var second = first + draws.Below(bytes.Length - first);
                Assert.Equal(Read(framing, [bytes]), Read(framing, [bytes[..first], bytes[first..second], bytes[second..]]));
            }
        }
    }

    [Theory]
    [InlineData("event: content_block_delta\ndata: {\"a\":1}\ndata: {\"b\":2}\n\n", 1)]
    [InlineData("event: content_block_delta\ndata: {}\r\n\r\n", 1)]
    [InlineData("event: content_block_delta\r\ndata: {}\n\n", 1)]
    [InlineData("event: content_block_delta\nid: 7\ndata: {}\n\n", 1)]
    [InlineData("event: content_block_delta\n\ndata: {}\n\n", 1)]
    [InlineData("event: content_block_deltas\ndata: {}\n\n", 1)]
    [InlineData("event: content_block_delta\ndata: \n\n\n\n", 1)]
    [InlineData("event: content_block_delta\ndata: {}\n", 0)]
    public void A_delta_of_an_unusual_shape_is_still_one_event(string text, int events)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var scanner = new SseScanner();
            scanner.Feed(bytes.AsSpan(0, cut));
            scanner.Feed(bytes.AsSpan(cut));
            Assert.Equal(events, scanner.Events);
        }
    }

    [Fact]
    public void The_text_of_a_reply_is_counted_to_the_byte()
    {
        var scanner = new SseScanner();
        scanner.Feed(Encoding.UTF8.GetBytes(string.Concat(Replies.Events(7))));

        Assert.Equal(70, scanner.TextBytes);
    }

    [Fact]
    public void An_error_event_is_kept_with_its_data()
    {
        var scanner = new SseScanner();
        scanner.Feed(Encoding.UTF8.GetBytes(Replies.Event("error", """{"type":"error"}""")));

        Assert.Equal("""{"type":"error"}""", scanner.Error);
    }

    [Theory]
    [InlineData("event: ping\ndata: {\ndata:  \"type\": \"ping\"\ndata: }\n\n", false)]
    [InlineData("event: ping\ndata:{\"type\":\"ping\"} \r\n\r\n", false)]
    [InlineData("event: news\ndata: what the client does not know it does not read\n\n", false)]
    [InlineData("event: ping\ndata:\n\n", true)]
    [InlineData("event: ping\ndata: \"type\":\"ping\"}\n\n", true)]
    [InlineData("event: ping\ndata: {\"type\":\"pi\n\n", true)]
    public void Data_that_is_no_object_is_noticed_wherever_it_is_cut(string text, bool isMalformed)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var cut = 0; cut < bytes.Length; cut++)
        {
            var scanner = new SseScanner();
            scanner.Feed(bytes.AsSpan(0, cut));
            scanner.Feed(bytes.AsSpan(cut));

            Assert.Equal(isMalformed, scanner.IsMalformed);
        }
    }

    [Fact]
    public void Events_without_a_name_are_known_by_their_data_and_comments_are_none()
    {
        var scanner = new SseScanner();
        scanner.Feed(": hello\n\ndata:{\"type\":\"message_stop\"}\n\nevent: lonely\n\n"u8);

        Assert.Equal(1, scanner.Events);
        Assert.True(scanner.HasStopped);
    }

    [Fact]
    public void A_header_reads_the_same_at_every_length_and_is_asked_for_until_it_is_whole()
    {
        var bytes = Encoding.ASCII.GetBytes("HTTP/1.1 429 Too Many\r\nretry-after: 7\r\nConnection: close\r\nrequest-id: r\r\ncontent-length: 3\r\n\r\nabc");
        var headerLength = bytes.Length - 3;
        for (var have = 5; have < headerLength; have++)
        {
            Assert.Equal(0, ResponseHead.Read(bytes.AsSpan(0, have), out _, out _));
        }

        Assert.Equal(headerLength, ResponseHead.Read(bytes, out var head, out _));
        Assert.Equal((429, 3L, true, "r", "7"), (head.Status, head.ContentLength, head.WillClose, head.RequestId, head.RetryAfter));
    }

    [Theory]
    [InlineData("GARBAGE")]
    [InlineData("HTTP/2 200\r\n\r\n")]
    [InlineData("HTTP/1.1 2x0 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n: v\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n")]
    public void What_is_no_header_is_refused_with_a_reason(string text)
    {
        Assert.True(ResponseHead.Read(Encoding.ASCII.GetBytes(text), out _, out var problem) < 0);
        Assert.NotNull(problem);
    }

    /// <summary>A stream of events in the forms that the standard allows, and what a reader has to see in it.</summary>
    private static (string Text, string Told) AnyStream(SeededDraws draws)
    {
        var text = new StringBuilder();
        var (events, blocks, stopped) = (0, 0, false);
        var tools = new List<string>();
        for (var left = 1 + draws.Below(12); left > 0; left--)
        {
            var end = draws.Below(4) == 0 ? "\r\n" : "\n";
            var gap = draws.Below(5) == 0 ? "" : " ";
            switch (draws.Below(8))
            {
                case 0:
                    text.Append($": a comment{end}{end}");
                    continue;
                case 1:
                    text.Append($"event:{gap}content_block_stop{end}data:{gap}{{\"type\":\"content_block_stop\"}}{end}{end}");
                    blocks++;
                    break;
                case 2:
                    text.Append($"event:{gap}content_block_start{end}data:{gap}{{\"content_block\":{{\"type\":\"tool_use\",\"id\":\"t{events}\",\"name\":\"Bash\"}}}}{end}{end}");
                    tools.Add($"t{events}/Bash");
                    break;
                case 3:
                    text.Append($"data:{gap}{{\"type\":\"message_stop\"}}{end}{end}");
                    stopped = true;
                    break;
                default:
                    text.Append($"event:{gap}content_block_delta{end}data:{gap}{{\"delta\":{{\"text\":\"{new string('x', draws.Below(200))}\"}}}}{end}{end}");
                    break;
            }

            events++;
        }

        return (text.ToString(), $"events={events} stopped={stopped} blocks={blocks} tools={string.Join(',', tools)} done=True error=");
    }

    /// <summary>The text's size as the scanner counts it, byte by byte.</summary>
    private static int TextOf(string text)
    {
        var scanner = new SseScanner();
        foreach (var one in Encoding.UTF8.GetBytes(text))
        {
            scanner.Feed([one]);
        }

        return scanner.TextBytes;
    }

    private static string Framed(string framing, string text) => framing switch
    {
        "length" => text,
        "odd chunks" => string.Concat(text.Chunk(17).Select(c => Replies.Chunk(new string(c)))) + "0;last\r\nTrailer: x\r\n\r\n",
        _ => string.Concat(text.Replace("event:", "\0event:", StringComparison.Ordinal).Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(Replies.Chunk)) + "0\r\n\r\n",
    };

    private static string Read(string framing, byte[][] parts)
    {
        var scanner = new SseScanner();
        scanner.Begin();
        var body = new BodyFraming(new ResponseHead { Status = 200, IsChunked = framing != "length", ContentLength = framing == "length" ? parts.Sum(p => p.Length) : null });
        foreach (var part in parts)
        {
            ReadOnlySpan<byte> bytes = part;
            while (body.Take(ref bytes, out var content))
            {
                scanner.Feed(content);
            }
        }

        return $"events={scanner.Events} stopped={scanner.HasStopped} blocks={scanner.BlocksFinished} tools={string.Join(',', scanner.Tools.Select(t => $"{t.Id}/{t.Name}"))} done={body.IsDone} error={scanner.Error} problem={body.Problem} text={scanner.TextBytes}";
    }
}
