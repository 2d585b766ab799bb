using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Networks;

namespace Lab.Tests.TartStandIn.Networks;

/// <summary>The host's own network, and a network of the host and its machines alone.</summary>
public sealed class HostAndBridgedTests
{
    [Fact]
    public async Task A_host_network_is_the_host_and_its_machines_and_nothing_else()
    {
        await using var around = await Namespaces.Create();
        around.Serve(around.HostName, 8080);
        await using var nat = await around.Attach(new NetworkWish(NetworkKind.Nat), "nat");
        await using var first = await around.Attach(new NetworkWish(NetworkKind.Host), "a");
        await using var second = await around.Attach(new NetworkWish(NetworkKind.Host), "b");
        var outside = await around.Plug(nat);
        var a = await around.Plug(first);
        var b = await around.Plug(second);
        await outside.Lease();

        Assert.Equal("ip=192.168.65.2 router= dns=", await a.Lease());
        Assert.Equal("ip=192.168.65.3 router= dns=", await b.Lease());

        a.Serve(8080);
        Assert.True(await b.Reaches("192.168.65.2", 8080));
        Assert.True(await b.Reaches("192.168.65.1", 8080));
        Assert.True(await Namespaces.Reaches(around.HostName, "192.168.65.2", 8080));

        // Also where the machine makes itself a way, and the host passes packets on for others.
        await b.Do("ip", "route", "add", "default", "via", "192.168.65.1");
        Assert.False(await b.Reaches(Namespaces.World, Namespaces.Port));
        Assert.False(await b.Reaches("192.168.64.2", 8080));
        Assert.False(await outside.Reaches("192.168.65.2", 8080));
        Assert.Null(await InSpace.Resolve(b.Name, "192.168.65.1"));
    }

    [Fact]
    public async Task A_machine_in_a_bridge_of_the_hosts_is_on_its_network()
    {
        await using var around = await Namespaces.Create();
        await around.OnHost("ip", "link", "add", "br0", "type", "bridge", "forward_delay", "0");
        await around.OnHost("ip", "address", "add", "172.20.0.1/24", "dev", "br0");
        await around.OnHost("ip", "link", "set", "br0", "up");
        around.Serve(around.HostName, 8080);

        await using var network = await around.Attach(new NetworkWish(NetworkKind.Bridged) { Interfaces = ["br0"] });
        var guest = await around.Plug(network);
        await guest.Do("ip", "address", "add", "172.20.0.9/24", "dev", "eth0");

        await Eventually.Holds(() => guest.Reaches("172.20.0.1", 8080), "the host is reached over its bridge");
        Assert.Equal("bridged: a tap in the bridge br0, whose network gives addresses", network.Description);
        Assert.Equal("0\n", (await around.OnHost("sysctl", "-n", "net.ipv4.ip_forward")).Output);
        Assert.Equal("", (await around.OnHost("nft", "list", "ruleset")).Output);
        var neighbours = await around.OnHost("ip", "-json", "-4", "neigh", "show");
        Assert.Equal("172.20.0.9", Resolvers.Neighbour(neighbours.Output, guest.Mac)?.ToString());
    }

    [Fact]
    public async Task An_interface_that_is_no_bridge_gets_a_macvtap_beside_it_and_stays_as_it_is()
    {
        await using var around = await Namespaces.Create();
        var networks = around.Networks();
        var mac = Lab.TartStandIn.Home.VmConfig.RandomMac();

        var cables = await networks.Attach([new Attachment { Segment = Segment.Outside, Machine = "a", Mac = mac, Outside = "uplink", IsMacvtap = true }], TestContext.Current.CancellationToken);

        var link = (await around.OnHost("ip", "-details", "link", "show", "dev", cables[0].Interface)).Output;
        Assert.Contains("macvtap mode bridge", link, StringComparison.Ordinal);
        Assert.Contains(mac, link, StringComparison.Ordinal);
        Assert.True(await Namespaces.Reaches(around.HostName, Namespaces.World, Namespaces.Port));
        Assert.DoesNotContain("master", (await around.OnHost("ip", "link", "show", "dev", "uplink")).Output, StringComparison.Ordinal);
        await networks.Detach(cables);
        Assert.DoesNotContain("macvtap", (await around.OnHost("ip", "-details", "link")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bridge_that_goes_away_meanwhile_is_refused()
    {
        await using var around = await Namespaces.Create();
        var before = await around.Picture();

        var refused = await Assert.ThrowsAsync<RefusedException>(() => around.Attach(new NetworkWish(NetworkKind.Bridged) { Interfaces = ["gone0"] }));

        Assert.StartsWith("Error: --net-bridged gone0: ip link add link gone0", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, refused.ExitCode);
        Assert.Equal(before, await around.Picture());
    }
}
