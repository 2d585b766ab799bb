using System.Text;
using Lab.LoadGenerator.Exchange;

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

    private static string Framed(string framing, string text) => framing switch
    {
        "length" => text,
        "odd chunks" => string.Concat(text.Chunk(17).Select(c => Replies.Chunk(new string(c)))) + "0;last\r\nTrailer: x\r\n\r\n",
        _ => string.Concat(text.Split("event:").Skip(1).Select(e => Replies.Chunk("event:" + e))) + "0\r\n\r\n",
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
