using System.Net;
using Lab.TartStandIn.Home;
using Lab.TartStandIn.Networks;
using Lab.TartStandIn.Networks.Kernel;

namespace Lab.Tests.TartStandIn.Networks;

/// <summary>Names, subnets, leases, neighbours and rules: what can be said without a host.</summary>
public sealed class NetworkValueTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("lab-values-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Names_fit_an_interface_and_differ_from_home_to_home()
    {
        var one = new NetworkNames("/srv/one");
        var two = new NetworkNames("/srv/two");

        Assert.InRange(one.Tap(999).Length, 1, 15);
        Assert.NotEqual(one.Prefix, two.Prefix);
        Assert.True(one.IsMine(one.Tap(3)));
        Assert.True(one.IsMine(one.Bridge(Segment.Host)));
        Assert.False(one.IsMine(two.Tap(3)));
        Assert.False(one.IsMine(one.Prefix));
        Assert.True(NetworkNames.IsNatBridge(two.Bridge(Segment.Nat)));
        Assert.False(NetworkNames.IsNatBridge(two.Bridge(Segment.Host)));
        Assert.False(NetworkNames.IsNatBridge("label"));
    }

    [Fact]
    public void One_home_has_one_name_whichever_link_leads_to_it()
    {
        var real = Directory.CreateDirectory(Path.Combine(_directory, "real")).FullName;
        var link = Directory.CreateSymbolicLink(Path.Combine(_directory, "link"), real).FullName;

        Assert.Equal(new NetworkNames(real).Prefix, new NetworkNames(link).Prefix);
    }

    [Theory]
    [InlineData("", "192.168.64.0/24")]
    [InlineData("192.168.64.0/24", "192.168.65.0/24")]
    [InlineData("192.168.64.7/32 192.168.65.128/25", "192.168.66.0/24")]
    [InlineData("192.168.0.0/16", "172.30.64.0/24")]
    [InlineData("192.168.0.0/16 172.16.0.0/12", "10.211.64.0/24")]
    [InlineData("0.0.0.0/1 128.0.0.0/1", "192.168.64.0/24")]
    public void The_first_subnet_that_overlaps_no_route_is_taken(string taken, string expected) =>
        Assert.Equal(expected, Subnet.FirstFree([.. taken.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => IPNetwork.Parse(t))]).ToString());

    [Fact]
    public void No_free_subnet_is_an_error_and_not_an_overlap()
    {
        var refused = Assert.Throws<HostRefusedException>(() => Subnet.FirstFree([.. new[] { "192.168.0.0/16", "172.16.0.0/12", "10.0.0.0/8" }.Select(t => IPNetwork.Parse(t))]));

        Assert.Contains("overlaps", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_is_kept_while_it_is_free_and_all_can_be_given()
    {
        var subnet = new Subnet("192.168.64");

        Assert.Equal("192.168.64.9", subnet.Give("192.168.64.9", new HashSet<string>()));
        Assert.Equal("192.168.64.2", subnet.Give("192.168.64.9", new HashSet<string> { "192.168.64.9" }));
        Assert.Equal("192.168.64.2", subnet.Give("192.168.65.9", new HashSet<string>()));
        var taken = Enumerable.Range(2, 253).Select(subnet.At).ToHashSet();
        Assert.Throws<HostRefusedException>(() => subnet.Give(null, taken));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("10.1.2.3/8", "10.0.0.0/8")]
    [InlineData("1.2.3.4/32", "1.2.3.4/32")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("10.0.0.0/33", null)]
    [InlineData("10.0.0.0", null)]
    [InlineData("10.0/8", null)]
    [InlineData("fd00::/8", null)]
    [InlineData("10.0.0.0/8 accept", null)]
    [InlineData("10.0.0.0/-1", null)]
    [InlineData("", null)]
    public void Networks_are_read_strictly(string text, string? network) => Assert.Equal(network, Softnet.Network(text));

    [Theory]
    [InlineData("2222:22", true)]
    [InlineData("0:22", false)]
    [InlineData("22:65536", false)]
    [InlineData("22", false)]
    [InlineData("22:22:22", false)]
    [InlineData("+22:22", false)]
    [InlineData("22:22;flush", false)]
    public void Pairs_of_ports_are_read_strictly(string text, bool isPair) => Assert.Equal(isPair, Softnet.Pair(text) is not null);

    [Fact]
    public void Leases_answer_until_they_run_out_and_whatever_else_the_file_holds()
    {
        var home = _directory;
        Directory.CreateDirectory(Path.Combine(home, "network"));
        File.WriteAllText(
            Path.Combine(home, "network", "nat.leases"),
            """
            4102444800 02:00:00:00:00:01 192.168.64.2 a 01:02
            0 02:00:00:00:00:02 192.168.64.3 * *
            1000000000 02:00:00:00:00:03 192.168.64.4 * *
            duid 00:01:00:01
            4102444800 12345 fd00::1 * 00:01
            4102444800 02:00:00:00:00:04 192.168.
            41024
            """);

        Assert.Equal(
            [new Lease("02:00:00:00:00:01", "192.168.64.2"), new Lease("02:00:00:00:00:02", "192.168.64.3")],
            HomeNetworks.LeasesOf(home).Current());
    }

    [Fact]
    public void A_neighbour_is_found_by_its_MAC_and_only_with_an_IPv4_address()
    {
        const string seen = """[{"dst":"fe80::1","lladdr":"02:00:00:00:00:01"},{"dst":"10.0.0.9","state":["FAILED"]},{"dst":"10.0.0.7","dev":"eth0","lladdr":"02:00:00:00:00:01","state":["STALE"]}]""";

        Assert.Equal(IPAddress.Parse("10.0.0.7"), Resolvers.Neighbour(seen, "02:00:00:00:00:01"));
        Assert.Null(Resolvers.Neighbour(seen, "02:00:00:00:00:02"));
        Assert.Null(Resolvers.Neighbour("", "02:00:00:00:00:02"));
    }

    [Fact]
    public void Rules_of_others_are_told_where_they_drop()
    {
        const string chains = """{"nftables":[{"metainfo":{"version":"1.0.6"}},{"chain":{"family":"ip","table":"filter","name":"FORWARD","handle":1,"type":"filter","hook":"forward","prio":0,"policy":"drop"}},{"chain":{"family":"inet","table":"ufw","name":"in","hook":"input","policy":"accept"}},{"chain":{"family":"ip","table":"filter","name":"DOCKER"}}]}""";

        Assert.Equal(["ip filter FORWARD"], ForeignRules.Dropping(chains));
        Assert.Empty(ForeignRules.Dropping("not JSON"));
    }

    [Fact]
    public void What_a_network_is_can_be_read_while_its_machine_runs_and_not_after()
    {
        var vm = new VmDirectory(_directory);
        var file = Path.Combine(_directory, "network.json");
        File.WriteAllText(file, System.Text.Json.JsonSerializer.Serialize(new NetworkRecord("nat", true, Owner.Current)));
        Assert.Equal("nat", NetworkRecord.Read(vm)?.Description);

        File.WriteAllText(file, System.Text.Json.JsonSerializer.Serialize(new NetworkRecord("nat", true, Owner.Current with { Began = 1 })));
        Assert.Null(NetworkRecord.Read(vm));
        File.WriteAllText(file, "{");
        Assert.Null(NetworkRecord.Read(vm));
    }
}
