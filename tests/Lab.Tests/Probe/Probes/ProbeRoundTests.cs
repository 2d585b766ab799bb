using Lab.Contracts;
using Lab.Tests.Probe.Support;

namespace Lab.Tests.Probe.Probes;

public sealed class ProbeRoundTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_literal_address_needs_no_lookup_and_has_one_family()
    {
        await using var peer = Peer.Answering("HTTP/1.1 404 Not Found\r\n\r\n");

        var readings = await _bench.Round.Look(peer.Url(), TestContext.Current.CancellationToken);

        Assert.Equal([("route", "ipv4"), ("tcp", "ipv4"), ("http", "ipv4")], readings.Select(r => (r.Probe, r.Family!)));
        Assert.All(readings, r => Assert.Null(r.Failure));
        Assert.Equal(2, peer.Accepted);
    }

    [Fact]
    public async Task A_name_is_looked_up_for_both_families_and_each_address_is_dialled()
    {
        await using var peer = Peer.Answering("HTTP/1.1 200 OK\r\n\r\n");

        var readings = await _bench.Round.Look(peer.Url(host: "localhost"), TestContext.Current.CancellationToken);

        Assert.Equal(["ipv4", "ipv6"], readings.Where(r => r.Probe == "dns").Select(r => r.Family!));
        Assert.Null(readings.Single(r => r is { Probe: "tcp", Address: "127.0.0.1" }).Failure);
        Assert.Equal("200", readings.Single(r => r is { Probe: "http", Family: "ipv4" }).Facts["status"]);
    }

    [Fact]
    public async Task Https_adds_the_tls_probe()
    {
        await using var peer = Peer.Closing();

        var readings = await _bench.Round.Look(peer.Url("https"), TestContext.Current.CancellationToken);

        Assert.Equal(["route", "tcp", "tls", "http"], readings.Select(r => r.Probe));
        Assert.Equal([FailureKind.Closed, FailureKind.Closed], readings.Where(r => r.Failure is not null).Select(r => r.Failure!.Kind));
    }
}
