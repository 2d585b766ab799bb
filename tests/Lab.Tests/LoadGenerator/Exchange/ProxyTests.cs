using Lab.Contracts;
using Lab.LoadGenerator.Dialing.Names;
using Lab.Tests.Support;

namespace Lab.Tests.LoadGenerator.Exchange;

/// <summary>The way through a proxy, and what a proxy can do wrong.</summary>
public sealed class ProxyTests(Stores stores)
{
    [Fact]
    public async Task Https_goes_through_a_tunnel()
    {
        using var certificates = new Certificates();
        using var leaf = certificates.Leaf();
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store, certificates.Roots);
        await using var server = new RawServer(
            async peer =>
            {
                await peer.ReadRequest();
                await peer.Send(Replies.Stream());
            },
            leaf);
        await using var proxy = new ConnectProxy();

        var call = await rig.CallOnce(new Target { Kind = TargetKind.Url, Url = server.Url, Proxy = proxy.Url });

        Assert.Null(call.Failure);
        Assert.StartsWith($"CONNECT 127.0.0.1:{server.Port} HTTP/1.1\r\nHost: 127.0.0.1:{server.Port}\r\n", proxy.Asked.Single());
        Assert.StartsWith("POST /v1/messages", server.Requests.Single());
        Assert.Equal($"127.0.0.1:{proxy.Url.Port}", call.Attempts[0].Connection!.Proxy);
        Assert.Equal($"127.0.0.1:{proxy.Url.Port}", Assert.Single(call.Attempts[0].Addresses).Address);
        Assert.NotNull(call.Attempts[0].Phases.Tls);
    }

    [Fact]
    public async Task Plain_http_names_its_target_in_the_request_line()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var proxy = RawServer.Answering(Replies.Stream());

        var call = await rig.CallOnce(new Target { Kind = TargetKind.Url, Url = new Uri("http://api.lab.test:8080/prefix"), Proxy = proxy.Url });

        Assert.Null(call.Failure);
        Assert.StartsWith("POST http://api.lab.test:8080/prefix/v1/messages?beta=true HTTP/1.1\r\n", proxy.Requests.Single());
        Assert.Contains("Host: api.lab.test:8080\r\n", proxy.Requests.Single());
        Assert.Equal($"127.0.0.1:{proxy.Port}", call.Attempts[0].Connection!.Proxy);
    }

    [Fact]
    public async Task A_proxy_of_the_environment_is_ignored()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = RawServer.Answering(Replies.Stream());
        await using var proxy = new ConnectProxy();
        Environment.SetEnvironmentVariable("http_proxy", proxy.Url.ToString());
        try
        {
            var call = await rig.CallOnce(server.Url);

            Assert.Null(call.Attempts[0].Connection!.Proxy);
            Assert.Single(server.Requests);
            Assert.Empty(proxy.Asked);
        }
        finally
        {
            Environment.SetEnvironmentVariable("http_proxy", null);
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", "connect · server-error", "502")]
    [InlineData("HTTP/1.1 403 Forbidden\r\n\r\n", "connect · forbidden", "403")]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "connect · unauthorized", "user and a password")]
    [InlineData("HTTP/1.1 302 Found\r\n\r\n", "connect · unexpected-status", "302")]
    [InlineData("SOCKS?\r\n\r\n", "connect · malformed", "not HTTP")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\ntoo much", "connect · malformed", "8 bytes behind")]
    [InlineData("", "connect · closed", "instead of answering")]
    public async Task A_proxy_that_does_not_open_the_tunnel_is_a_failure_to_connect(string answer, string signature, string text)
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var proxy = new ConnectProxy(answer);

        var call = await rig.CallOnce(new Target { Kind = TargetKind.Url, Url = new Uri("https://127.0.0.1:9"), Proxy = proxy.Url });

        Assert.Equal(signature, call.Failure?.Signature);
        Assert.Contains(text, call.Failure!.Detail);
        var attempt = Assert.Single(call.Attempts);
        Assert.Null(attempt.Phases.Connect);
        Assert.True(Assert.Single(attempt.Addresses).Connected);
        Assert.Null(attempt.Status);
    }

    [Fact]
    public async Task A_proxy_that_says_nothing_times_out()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var proxy = new RawServer(peer => peer.StandStill());

        var call = await rig.CallOnce(
            new Target { Kind = TargetKind.Url, Url = new Uri("https://127.0.0.1:9"), Proxy = proxy.Url },
            w => w with { ConnectTimeout = TimeSpan.FromMilliseconds(300) });

        Assert.Equal("connect · timed-out", call.Failure?.Signature);
        Assert.Contains("did not answer CONNECT", call.Failure!.Detail);
        Assert.True(call.Attempts[0].Tcp is null or { State: "established" });
    }
}
