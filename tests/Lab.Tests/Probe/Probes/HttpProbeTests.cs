using Lab.Contracts;
using Lab.Probe;
using Lab.Probe.Probes;
using Lab.Tests.Probe.Support;
using Microsoft.Extensions.Time.Testing;

namespace Lab.Tests.Probe.Probes;

public sealed class HttpProbeTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "200")]
    [InlineData("HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n", "401")]
    [InlineData("HTTP/1.0 503\r\n\r\n", "503")]
    public async Task Any_status_is_an_answer_and_a_fact(string answer, string status)
    {
        await using var peer = Peer.Answering(answer);

        var reading = await _bench.Run(new HttpProbe(), peer.Url());

        Assert.Null(reading.Failure);
        Assert.Equal(status, reading.Facts["status"]);
    }

    [Fact]
    public async Task Asks_for_the_root_of_the_target_by_its_host_and_port()
    {
        var heard = new TaskCompletionSource<string>();
        await using var peer = new Peer(async socket =>
        {
            var buffer = new byte[4096];
            heard.SetResult(System.Text.Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer)));
            await socket.SendAsync("HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray());
            await Peer.Gone(socket);
        });

        await _bench.Run(new HttpProbe(), new Uri(peer.Url(), "/v1/some/prefix"));

        Assert.StartsWith($"GET / HTTP/1.1\r\nHost: 127.0.0.1:{peer.Port}\r\n", await heard.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_is_not_http_is_malformed_and_not_quoted()
    {
        await using var peer = Peer.Answering("220 mail.example ESMTP secret-token\r\n");

        var failure = (await _bench.Run(new HttpProbe(), peer.Url())).Failure;

        Assert.Equal("headers · malformed", failure?.Signature);
        Assert.DoesNotContain("secret", failure?.Detail);
    }

    [Fact]
    public async Task A_reset_after_the_request_keeps_its_errno()
    {
        await using var peer = Peer.Resetting();

        Assert.Equal("headers · reset · ECONNRESET", (await _bench.Run(new HttpProbe(), peer.Url())).Failure?.Signature);
    }

    [Fact]
    public async Task A_close_without_an_answer_is_told_from_a_reset()
    {
        await using var peer = Peer.Closing();

        Assert.Equal("headers · closed", (await _bench.Run(new HttpProbe(), peer.Url())).Failure?.Signature);
    }

    [Fact]
    public async Task A_target_that_never_answers_is_timed_out_after_the_limit()
    {
        var clock = new FakeTimeProvider();
        using var bench = new Bench(clock, new ProbeOptions { Timeout = TimeSpan.FromSeconds(2) });
        await using var peer = Peer.Silent();
        var attempt = Bench.Attempt(peer.Url());

        var run = bench.Runner.Run(new HttpProbe(), attempt, TestContext.Current.CancellationToken);
        await Eventually.Holds(() => attempt.Doing == "waiting for the answer", "the request is sent");
        clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(run.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.1));
        var reading = await run;

        Assert.Equal("headers · timed-out", reading.Failure?.Signature);
        Assert.Contains("waiting for the answer", reading.Failure?.Detail);
        Assert.Equal(TimeSpan.FromSeconds(2), reading.Duration);
        Assert.Equal("127.0.0.1", reading.Facts["local-address"]);
    }
}
