using System.Net;
using System.Net.Sockets;
using Lab.Contracts;
using Lab.Probe.Probes;
using Lab.Tests.Probe.Support;
using Lab.Tests.Support;

namespace Lab.Tests.Probe.Probes;

public sealed class TcpProbeTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Connects_and_tells_the_source_address()
    {
        await using var peer = Peer.Silent();

        var reading = await _bench.Run(new TcpProbe(), peer.Url());

        Assert.Null(reading.Failure);
        Assert.Equal(("tcp", "ipv4", "127.0.0.1"), (reading.Probe, reading.Family, reading.Address));
        Assert.Equal("127.0.0.1", reading.Facts["local-address"]);
        Assert.InRange(reading.Duration, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task Reports_a_refused_connection_when_nothing_listens()
    {
        var reading = await _bench.Run(new TcpProbe(), new Uri($"http://127.0.0.1:{FreePort.Next()}"));

        Assert.Equal("connect · refused · ECONNREFUSED", reading.Failure?.Signature);
    }

    [Fact]
    public async Task Connects_over_ipv6()
    {
        Assert.SkipUnless(HasIpv6(), "This machine has no IPv6 loopback.");
        await using var peer = new Peer(Peer.Gone, IPAddress.IPv6Loopback);

        var reading = await _bench.Run(new TcpProbe(), peer.Url());

        Assert.Null(reading.Failure);
        Assert.Equal(("ipv6", "::1"), (reading.Family, reading.Address));
    }

    [Fact]
    public async Task Reports_a_network_without_a_route()
    {
        // No packet to the unspecified class E block leaves any host.
        var reading = await _bench.Run(new TcpProbe(), new Uri("http://255.255.255.255:9"));

        Assert.Equal(FailureLayer.Connect, reading.Failure?.Layer);
        Assert.NotNull(reading.Failure?.Errno);
    }

    [Fact]
    public async Task Ends_the_connection_with_a_reset_and_leaves_no_time_wait()
    {
        var end = new TaskCompletionSource<SocketError>();
        await using var peer = new Peer(async socket =>
        {
            try
            {
                await socket.ReceiveAsync(new byte[1]);
                end.SetResult(SocketError.Success);
            }
            catch (SocketException exception)
            {
                end.SetResult(exception.SocketErrorCode);
            }
        });

        await _bench.Run(new TcpProbe(), peer.Url());

        Assert.Equal(SocketError.ConnectionReset, await end.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    internal static bool HasIpv6()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
