using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Networks;

namespace Lab.Tests.TartStandIn.Networks;

/// <summary>A softnet: out to the world, and to nothing private.</summary>
public sealed class SoftnetTests
{
    private static readonly NetworkWish Plain = new(NetworkKind.Softnet);

    [Fact]
    public async Task Reaches_the_world_and_nothing_private_but_the_gateways_DHCP_and_DNS()
    {
        await using var around = await Namespaces.Create();
        around.Serve(around.HostName, 8080);
        await using var network = await around.Attach(Plain);
        var guest = await around.Plug(network);

        Assert.Equal("ip=192.168.64.2 router=192.168.64.1 dns=192.168.64.1", await guest.Lease());

        Assert.True(await guest.Reaches(Namespaces.World, Namespaces.Port));
        Assert.NotNull(await InSpace.Resolve(guest.Name, "192.168.64.1"));
        Assert.False(await guest.Reaches(Namespaces.Private, Namespaces.Port));
        Assert.False(await guest.Reaches("192.168.64.1", 8080));
        Assert.StartsWith("softnet: bridge lab", network.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_machines_neither_reach_it_nor_are_reached()
    {
        await using var around = await Namespaces.Create();
        await using var open = await around.Attach(new NetworkWish(NetworkKind.Nat), "open");
        await using var closed = await around.Attach(Plain, "closed");
        var a = await around.Plug(open);
        var b = await around.Plug(closed);
        await a.Lease();
        await b.Lease();
        a.Serve(8080);
        b.Serve(8080);

        Assert.False(await b.Reaches("192.168.64.2", 8080));
        Assert.False(await a.Reaches("192.168.64.3", 8080));
        Assert.True(await a.Reaches(Namespaces.World, Namespaces.Port));
        Assert.True(await b.Reaches(Namespaces.World, Namespaces.Port));
    }

    [Fact]
    public async Task What_is_allowed_is_reached_machines_included()
    {
        await using var around = await Namespaces.Create();
        await using var open = await around.Attach(new NetworkWish(NetworkKind.Nat), "open");
        await using var some = await around.Attach(Plain with { Allow = ["10.9.0.77/24", "192.168.64.0/24"] }, "some");
        var a = await around.Plug(open);
        var b = await around.Plug(some);
        await a.Lease();
        await b.Lease();
        a.Serve(8080);

        Assert.True(await b.Reaches(Namespaces.Private, Namespaces.Port));
        Assert.True(await b.Reaches("192.168.64.2", 8080));
        Assert.Contains("allowed 10.9.0.0/24 192.168.64.0/24", some.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_longest_prefix_decides_and_a_block_where_two_are_equal()
    {
        await using var around = await Namespaces.Create();
        await using var network = await around.Attach(Plain with { Allow = ["198.51.100.1/32", "10.9.0.0/24"], Block = ["0.0.0.0/0", "10.9.0.0/24"] });
        var guest = await around.Plug(network);
        await guest.Lease();
        around.Serve(around.HostName, 8080);

        Assert.True(await guest.Reaches(Namespaces.World, Namespaces.Port));
        Assert.False(await guest.Reaches(Namespaces.Private, Namespaces.Port));
        Assert.False(await guest.Reaches(Namespaces.Host, 8080));
        Assert.NotNull(await InSpace.Resolve(guest.Name, "192.168.64.1"));
    }

    [Fact]
    public async Task An_exposed_port_leads_in_from_the_world_and_from_the_host_itself()
    {
        await using var around = await Namespaces.Create();
        await using var network = await around.Attach(Plain with { Expose = ["2222:8080"] });
        var guest = await around.Plug(network);
        await guest.Lease();
        guest.Serve(8080);

        Assert.True(await Namespaces.Reaches(around.WorldName, Namespaces.Host, 2222));
        Assert.True(await Namespaces.Reaches(around.HostName, Namespaces.Host, 2222));
        Assert.True(await Namespaces.Reaches(around.HostName, "127.0.0.1", 2222));
        Assert.False(await Namespaces.Reaches(around.WorldName, Namespaces.Host, 8080));
        Assert.False(await guest.Reaches(Namespaces.Private, Namespaces.Port));
    }

    [Fact]
    public async Task A_machine_that_takes_another_address_or_card_reaches_nothing()
    {
        await using var around = await Namespaces.Create();
        await using var network = await around.Attach(Plain);
        var guest = await around.Plug(network);
        await guest.Lease();
        Assert.True(await guest.Reaches(Namespaces.World, Namespaces.Port));

        await guest.Do("ip", "address", "replace", "192.168.64.99/24", "dev", "eth0");
        await guest.Do("ip", "address", "delete", "192.168.64.2/24", "dev", "eth0");
        await guest.Do("ip", "route", "replace", "default", "via", "192.168.64.1");
        Assert.False(await guest.Reaches(Namespaces.World, Namespaces.Port));

        await guest.Do("ip", "address", "replace", "192.168.64.2/24", "dev", "eth0");
        await guest.Do("ip", "address", "delete", "192.168.64.99/24", "dev", "eth0");
        await guest.Do("ip", "route", "replace", "default", "via", "192.168.64.1");
        Assert.True(await guest.Reaches(Namespaces.World, Namespaces.Port));
        await guest.Do("ip", "link", "set", "dev", "eth0", "address", "02:00:00:00:00:99");
        Assert.False(await guest.Reaches(Namespaces.World, Namespaces.Port));
    }

    [Fact]
    public async Task A_port_that_somebody_has_already_is_refused_and_nothing_is_left()
    {
        await using var around = await Namespaces.Create();
        var before = await around.Picture();
        await using (await around.Attach(Plain with { Expose = ["2222:22"] }, "first"))
        {
            var taken = await Assert.ThrowsAsync<RefusedException>(() => around.Attach(Plain with { Expose = ["2222:80"] }, "second"));
            Assert.Contains("\"first\" exposes one of the same ports: 2222:22", taken.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, await around.Picture());
        around.Serve(around.HostName, 8022);
        var inUse = await Assert.ThrowsAsync<RefusedException>(() => around.Attach(Plain with { Expose = ["8022:22"] }));
        Assert.Equal("Error: --net-softnet: port 8022 of the host is in use", inUse.Message);
    }
}
