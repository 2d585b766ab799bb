using Lab.Shell;
using Lab.TartStandIn.Networks;

namespace Lab.Tests.TartStandIn.Networks;

/// <summary>The host is as it was: after an ordinary end, and after a process was killed at any moment and the next call cleared up.</summary>
public sealed class SweepTests
{
    /// <summary>A process that is no more: its id cannot be had.</summary>
    private static readonly Owner Dead = Owner.Current with { Began = 1 };

    public static TheoryData<string> Kinds { get; } = ["nat", "softnet", "host", "bridged"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Nothing_is_left_when_a_machine_ends(string kind)
    {
        await using var around = await Namespaces.Create();
        await Prepare(around);
        var before = await around.Picture();

        var networks = around.Networks();
        var cables = await networks.Attach([Cable(kind, Owner.Current)], TestContext.Current.CancellationToken);
        Assert.NotEqual(before, await around.Picture());
        await networks.Detach(cables);

        Assert.Equal(before, await around.Picture());
        Assert.Empty(Directory.GetFiles(Path.Combine(around.Home, "network"), "*.json"));
        Assert.False(networks.HasStrays());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Nothing_is_left_by_one_that_was_killed_at_any_step_once_the_next_call_has_swept(string kind)
    {
        await using var around = await Namespaces.Create();
        await Prepare(around);
        var before = await around.Picture();

        var steps = 0;
        for (var isComplete = false; !isComplete; steps++)
        {
            var mortal = new Mortal(around.Tools, steps);
            try
            {
                await new HomeNetworks(around.Home, new NetworkHost(mortal), around.Space).Attach([Cable(kind, Dead)], TestContext.Current.CancellationToken);
                isComplete = true;
            }
            catch (KilledException)
            {
                // What the process had done by then stays, as with kill -9.
            }

            await around.Networks().Sweep();
            Assert.Equal(before, await around.Picture());
            Assert.False(around.Networks().HasStrays());
        }

        Assert.InRange(steps, 5, 100);
    }

    [Fact]
    public async Task Nothing_is_left_by_one_that_was_killed_at_any_step_of_its_ending()
    {
        await using var around = await Namespaces.Create();
        var before = await around.Picture();

        var steps = 0;
        for (var isComplete = false; !isComplete; steps++)
        {
            var cables = await around.Networks().Attach([Cable("softnet", Dead)], TestContext.Current.CancellationToken);
            try
            {
                await new HomeNetworks(around.Home, new NetworkHost(new Mortal(around.Tools, steps)), around.Space).Detach(cables);
                isComplete = true;
            }
            catch (KilledException)
            {
            }

            await around.Networks().Sweep();
            Assert.Equal(before, await around.Picture());
        }

        Assert.InRange(steps, 3, 100);
    }

    [Fact]
    public async Task A_running_machines_network_outlives_the_sweep_of_a_dead_one()
    {
        await using var around = await Namespaces.Create();
        await using var network = await around.Attach(new NetworkWish(NetworkKind.Nat), "alive");
        var guest = await around.Plug(network);
        await guest.Lease();
        await around.Networks().Attach([Cable("nat", Dead), Cable("host", Dead)], TestContext.Current.CancellationToken);
        Assert.True(around.Networks().HasStrays());

        await around.Networks().Sweep();

        Assert.False(around.Networks().HasStrays());
        Assert.True(await guest.Reaches(Namespaces.World, Namespaces.Port));
        var links = await new NetworkHost(around.Tools).Links(TestContext.Current.CancellationToken);
        Assert.Equal([around.Networks().Names.Bridge(Segment.Nat), guest.Tap], links.Where(l => around.Networks().Names.IsMine(l.Name)).Select(l => l.Name).Order());
    }

    [Fact]
    public async Task A_torn_record_takes_nothing_with_it_and_hides_nothing()
    {
        await using var around = await Namespaces.Create();
        var before = await around.Picture();
        var cables = await around.Networks().Attach([Cable("nat", Dead)], TestContext.Current.CancellationToken);
        var record = Path.Combine(around.Home, "network", $"{cables[0].Interface}.json");
        await File.WriteAllTextAsync(record, (await File.ReadAllTextAsync(record, TestContext.Current.CancellationToken))[..20], TestContext.Current.CancellationToken);
        Assert.True(around.Networks().HasStrays());

        await around.Networks().Sweep();

        Assert.Equal(before, await around.Picture());
        Assert.False(File.Exists(record));
    }

    [Fact]
    public async Task What_no_record_speaks_of_is_known_by_its_name()
    {
        await using var around = await Namespaces.Create();
        var before = await around.Picture();
        await around.Networks().Attach([Cable("softnet", Dead)], TestContext.Current.CancellationToken);
        Directory.Delete(Path.Combine(around.Home, "network"), recursive: true);

        await around.Networks().Sweep();

        Assert.Equal(before, await around.Picture());
    }

    [Fact]
    public async Task What_others_named_is_left_alone_whatever_a_record_says()
    {
        await using var around = await Namespaces.Create();
        await around.OnHost("ip", "link", "add", "lab0000000n", "type", "bridge");
        await around.OnHost("ip", "tuntap", "add", "dev", "tap7", "mode", "tap");
        await around.OnHost("nft", "add table inet lab0000000; add table ip nat");
        var before = await around.Picture();
        await around.Networks().Attach([Cable("nat", Dead)], TestContext.Current.CancellationToken);
        var record = Path.Combine(around.Home, "network", "uplink.json");
        await File.WriteAllTextAsync(record, System.Text.Json.JsonSerializer.Serialize(Cable("nat", Dead) with { Interface = "uplink", Space = around.Space, Address = "192.168.64.9" }), TestContext.Current.CancellationToken);

        await around.Networks().Sweep();

        // Another home's bridge means that somebody still needs packets passed on.
        Assert.Equal("1\n", (await around.OnHost("sysctl", "-n", "net.ipv4.ip_forward")).Output);
        await around.OnHost("ip", "link", "delete", "lab0000000n");
        await around.Networks().Sweep();
        await around.OnHost("ip", "link", "add", "lab0000000n", "type", "bridge");
        Assert.Equal(Lines(before), Lines(await around.Picture()));
        Assert.False(File.Exists(record));
    }

    [Fact]
    public async Task A_switch_that_was_on_stays_on_and_an_interface_that_passed_packets_on_does_again()
    {
        await using var around = await Namespaces.Create();
        await around.OnHost("sysctl", "-w", "net.ipv4.conf.uplink.forwarding=1");
        var before = await around.Picture();
        await using (await around.Attach(new NetworkWish(NetworkKind.Nat)))
        {
        }

        Assert.Equal(before, await around.Picture());
        await around.OnHost("sysctl", "-w", "net.ipv4.ip_forward=1");
        before = await around.Picture();
        await using (await around.Attach(new NetworkWish(NetworkKind.Nat)))
        {
        }

        Assert.Equal(before, await around.Picture());
    }

    [Fact]
    public async Task Many_that_come_and_go_at_once_do_not_disturb_each_other()
    {
        await using var around = await Namespaces.Create();
        var before = await around.Picture();

        await Parallel.ForAsync(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, async (i, stopped) =>
        {
            var networks = around.Networks();
            var cables = await networks.Attach([Cable(i % 2 == 0 ? "nat" : "softnet", Owner.Current)], stopped);
            await around.Networks().Sweep();
            Assert.Contains(cables[0].Interface, (await around.OnHost("ip", "-brief", "link")).Output, StringComparison.Ordinal);
            await networks.Detach(cables);
        });

        Assert.Equal(before, await around.Picture());
    }

    /// <summary>A bridge of the user's with a port of its own.</summary>
    private static async Task Prepare(Namespaces around)
    {
        await around.OnHost("ip", "link", "add", "br0", "type", "bridge");
        await around.OnHost("ip", "link", "add", "port0", "type", "dummy");
        await around.OnHost("ip", "link", "set", "port0", "master", "br0", "up");
        await around.OnHost("ip", "link", "set", "br0", "up");
        await Eventually.Holds(async () => (await around.OnHost("ip", "address", "show", "dev", "br0")).Output is var seen && seen.Contains("fe80:", StringComparison.Ordinal) && !seen.Contains("tentative", StringComparison.Ordinal), "the bridge is settled");
    }

    private static Attachment Cable(string kind, Owner owner)
    {
        var cable = new Attachment { Segment = Segment.Nat, Machine = "a", Mac = Lab.TartStandIn.Home.VmConfig.RandomMac(), Owner = owner };
        return kind switch
        {
            "softnet" => cable with { Softnet = new Softnet { Allow = ["10.9.0.0/24"], Expose = [] } },
            "host" => cable with { Segment = Segment.Host },
            "bridged" => cable with { Segment = Segment.Outside, Outside = "br0" },
            _ => cable,
        };
    }

    /// <summary>Without the numbers of interfaces, which a bridge made anew does not get back.</summary>
    private static IEnumerable<string> Lines(string picture) => picture.Split('\n').Where(l => !l.Contains("lab0000000n", StringComparison.Ordinal) && !l.Contains("link/ether", StringComparison.Ordinal));

    private sealed class KilledException : Exception;

    /// <summary>A process that is killed after some commands: whatever it wanted to do then, also to clear up, it does not.</summary>
    private sealed class Mortal(ICommandRunner runner, int commands) : ICommandRunner
    {
        private int _left = commands;

        public Task<CommandResult> Run(Command command, CancellationToken cancellation) =>
            Interlocked.Decrement(ref _left) >= 0 ? runner.Run(command, cancellation) : throw new KilledException();
    }
}
