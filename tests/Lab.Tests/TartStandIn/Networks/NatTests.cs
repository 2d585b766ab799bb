using Lab.TartStandIn.Networks;

namespace Lab.Tests.TartStandIn.Networks;

/// <summary>Tart's default network: a subnet of its own behind the host.</summary>
public sealed class NatTests
{
    private static readonly NetworkWish Nat = new(NetworkKind.Nat);

    [Fact]
    public async Task A_machine_is_given_an_address_and_reaches_out_and_the_host_reaches_it()
    {
        await using var around = await Namespaces.Create();
        await using var network = await around.Attach(Nat);
        var guest = await around.Plug(network);

        Assert.Equal("ip=192.168.64.2 router=192.168.64.1 dns=192.168.64.1", await guest.Lease());

        Assert.True(await guest.Reaches(Namespaces.World, Namespaces.Port));
        guest.Serve(8080);
        Assert.True(await Namespaces.Reaches(around.HostName, "192.168.64.2", 8080));
        Assert.Contains("nat: bridge lab", network.Description, StringComparison.Ordinal);
        Assert.Contains("192.168.64.2 for this machine", network.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_world_sees_the_hosts_address_and_does_not_get_in()
    {
        await using var around = await Namespaces.Create();
        await using var network = await around.Attach(Nat);
        var guest = await around.Plug(network);
        await guest.Lease();
        guest.Serve(8080);
        Assert.True(await Namespaces.Reaches(around.HostName, "192.168.64.2", 8080));

        // The world's way to everywhere is the host.
        Assert.False(await Namespaces.Reaches(around.WorldName, "192.168.64.2", 8080));
        Assert.True(await InSpace.Reads(guest.Name, Namespaces.World, Namespaces.WhoPort, Namespaces.Host));
    }

    [Fact]
    public async Task Names_are_answered_on_the_gateway_and_nowhere_else()
    {
        await using var around = await Namespaces.Create();
        await using var network = await around.Attach(Nat);
        var guest = await around.Plug(network);
        await guest.Lease();

        var answer = await InSpace.Resolve(guest.Name, "192.168.64.1");

        Assert.Equal([127, 0, 0, 1], answer![^4..]);
        var listening = (await around.OnHost("ss", "-H", "-lntu", "sport = :53")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(listening);
        Assert.All(listening, l => Assert.Matches(@"192\.168\.64\.1|\[f[de]", l));
    }

    [Fact]
    public async Task Machines_share_a_bridge_and_speak_with_each_other()
    {
        await using var around = await Namespaces.Create();
        await using var first = await around.Attach(Nat, "a");
        await using var second = await around.Attach(Nat, "b");
        var a = await around.Plug(first);
        var b = await around.Plug(second);
        await a.Lease();
        Assert.StartsWith("ip=192.168.64.3 ", await b.Lease(), StringComparison.Ordinal);

        a.Serve(8080);

        Assert.True(await b.Reaches("192.168.64.2", 8080));
    }

    [Fact]
    public async Task A_machine_gets_a_local_IPv6_address_and_no_way_out_by_it()
    {
        await using var around = await Namespaces.Create();
        Assert.SkipUnless(Directory.Exists("/proc/sys/net/ipv6"), "This kernel has no IPv6.");
        await using var network = await around.Attach(Nat);
        var guest = await around.Plug(network);

        var prefix = around.Networks().Names.LocalPrefix(Segment.Nat)[..^1];
        await Eventually.Holds(async () => (await guest.Do("ip", "-6", "address")).Output.Contains($"inet6 {prefix}", StringComparison.Ordinal), "the guest has an address of the prefix");

        Assert.DoesNotContain("default", (await guest.Do("ip", "-6", "route")).Output, StringComparison.Ordinal);
        Assert.Contains($"inet6 {prefix}:1/64", (await around.OnHost("ip", "-6", "address")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_subnet_is_taken_where_the_host_has_the_first_already()
    {
        await using var around = await Namespaces.Create();
        await around.OnHost("ip", "route", "add", "192.168.64.128/25", "via", Namespaces.World);
        await around.OnHost("ip", "route", "add", "192.168.65.0/24", "via", Namespaces.World, "table", "77");
        await around.OnHost("ip", "route", "add", "0.0.0.0/1", "via", Namespaces.World);

        await using var network = await around.Attach(Nat);

        Assert.Contains("192.168.66.0/24", network.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_homes_have_bridges_and_subnets_of_their_own()
    {
        await using var around = await Namespaces.Create();
        var before = await around.Picture();
        var other = Directory.CreateDirectory(Path.Combine(around.Directory, "other")).FullName;

        var first = await around.Attach(Nat);
        var second = await around.Attach(Nat, home: other);
        Assert.Contains("192.168.64.0/24", first.Description, StringComparison.Ordinal);
        Assert.Contains("192.168.65.0/24", second.Description, StringComparison.Ordinal);

        // The switch for passing packets on was found on by the second, and is off again only after both.
        await first.DisposeAsync();
        var guest = await around.Plug(second);
        await guest.Lease();
        Assert.True(await guest.Reaches(Namespaces.World, Namespaces.Port));
        await second.DisposeAsync();

        Assert.Equal(before, await around.Picture());
    }

    [Fact]
    public async Task Rules_of_others_that_drop_are_told_and_left()
    {
        await using var around = await Namespaces.Create();
        await around.OnHost("nft", "add table ip filter; add chain ip filter FORWARD { type filter hook forward priority 0; policy drop; }");

        await using var network = await around.Attach(Nat);

        Assert.Contains("the host's own rules drop by default (ip filter FORWARD)", network.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_refuses_gives_the_machine_QEMUs_own_network_and_says_so()
    {
        await using var around = await Namespaces.Create();
        var before = await around.Picture();
        around.Serve(around.HostName, 53);

        await using var network = await around.Attach(Nat);

        Assert.Contains("the host refused a bridge (dnsmasq", network.Description, StringComparison.Ordinal);
        Assert.Contains("user,id=net0", string.Join(' ', network.QemuArguments), StringComparison.Ordinal);
        Assert.Equal(before.Split("ss -H")[0], (await around.Picture()).Split("ss -H")[0]);
    }
}
