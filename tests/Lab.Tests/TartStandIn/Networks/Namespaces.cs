using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Lab.Shell;
using Lab.TartStandIn.Home;
using Lab.TartStandIn.Networks;
using Lab.TartStandIn.Networks.Kernel;

namespace Lab.Tests.TartStandIn.Networks;

/// <summary>A host of its own: a network namespace with a world behind it, so that nothing that a test does meets the real host's network or another test.</summary>
/// <remarks>The host is 198.51.100.2; the world is 198.51.100.1, has 10.9.0.1 as well, and greets on port 80 of both.</remarks>
internal sealed partial class Namespaces : IAsyncDisposable
{
    public const string World = "198.51.100.1";
    public const string Private = "10.9.0.1";
    public const string Host = "198.51.100.2";
    public const string Page = "reached";
    public const int Port = 80;

    /// <summary>Where the world tells whom it sees.</summary>
    public const int WhoPort = 81;

    private readonly CommandRunner _runner = new(TimeProvider.System);
    private readonly List<Socket> _servers = [];
    private readonly List<Guest> _guests = [];
    private readonly string _id = Guid.NewGuid().ToString("N")[..6];

    private Namespaces()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("lab-networks-").FullName;
        Home = System.IO.Directory.CreateDirectory(Path.Combine(Directory, "home")).FullName;
        Space = Path.Combine(Directory, "run");

        // dnsmasq reads there when it is no longer root.
        File.SetUnixFileMode(Directory, (UnixFileMode)0b111_101_101);
    }

    public string Directory { get; }

    public string Home { get; }

    /// <summary>In place of /run.</summary>
    public string Space { get; }

    public string HostName => $"labt{_id}h";

    public string WorldName => $"labt{_id}w";

    /// <summary>The host's tools, run on that host.</summary>
    public ICommandRunner Tools => new Inside(HostName);

    public HomeNetworks Networks(string? home = null) => new(home ?? Home, new NetworkHost(Tools), Space);

    public static async Task<Namespaces> Create()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Network namespaces are Linux's.");
        Assert.SkipWhen(Rights.Missing() is not null, $"Networks cannot be made here: {Rights.Missing()?.Why}");
        Assert.SkipUnless(Lab.TartStandIn.Networks.Kernel.Tools.Find("busybox") is not null, "busybox is not installed: it is the guest's DHCP client.");

        var made = new Namespaces();
        try
        {
            await made.Build();
            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    private async Task Build()
    {
        foreach (var name in new[] { HostName, WorldName })
        {
            await Ip("netns", "add", name);
            await Ip("-n", name, "link", "set", "lo", "up");
        }

        // A new namespace takes after the real host, where other machines may run.
        await OnHost("sysctl", "-w", "net.ipv4.ip_forward=0");
        await Ip("-n", HostName, "link", "add", "uplink", "type", "veth", "peer", "name", "downlink", "netns", WorldName);
        foreach (var address in new[] { World, Private })
        {
            await Ip("-n", WorldName, "address", "add", $"{address}/24", "dev", "downlink");
        }

        await Ip("-n", HostName, "address", "add", $"{Host}/24", "dev", "uplink");
        await Ip("-n", WorldName, "link", "set", "downlink", "up");
        await Ip("-n", HostName, "link", "set", "uplink", "up");
        await Ip("-n", HostName, "route", "add", "default", "via", World);
        await Ip("-n", WorldName, "route", "add", "default", "via", Host);
        Serve(WorldName, Port);
        _servers.Add(InSpace.Serve(WorldName, WhoPort, caller => caller.ToString()));
        await Settled("uplink");
    }

    /// <summary>Until an interface has its carrier and its own IPv6 address: they come in their own time.</summary>
    public Task Settled(string link) => Eventually.Holds(
        async () => (await OnHost("ip", "address", "show", "dev", link)).Output is var seen
            && seen.Contains("LOWER_UP", StringComparison.Ordinal)
            && seen.Contains("state UP", StringComparison.Ordinal)
            && seen.Contains("fe80:", StringComparison.Ordinal)
            && !seen.Contains("tentative", StringComparison.Ordinal),
        $"{link} is settled");

    public Task<CommandResult> In(string name, params string[] command) =>
        _runner.Run(new Command("ip", ["netns", "exec", name, .. command]) { Timeout = TimeSpan.FromSeconds(30) }, TestContext.Current.CancellationToken);

    public Task<CommandResult> OnHost(params string[] command) => In(HostName, command);

    public Task<CommandResult> InWorld(params string[] command) => In(WorldName, command);

    /// <summary>Greets whoever connects to a port in a namespace.</summary>
    public void Serve(string name, int port) => _servers.Add(InSpace.Serve(name, port, _ => Page));

    public static Task<bool> Reaches(string name, string address, int port) => InSpace.Reads(name, address, port, Page);

    /// <summary>A guest at the other end of a machine's tap.</summary>
    public async Task<Guest> Plug(INetwork network)
    {
        var guest = await Guest.At(this, $"labt{_id}g{_guests.Count}", network);
        _guests.Add(guest);
        return guest;
    }

    /// <summary>A machine's network as <c>run</c> would ask for it.</summary>
    public Task<INetwork> Attach(NetworkWish wish, string machine = "a", string? mac = null, string? home = null) => NetworkCatalog.Lay(
        wish,
        () => Networks(home),
        new NetworkHost(Tools),
        machine,
        Machine(mac ?? VmConfig.RandomMac()),
        null,
        TestContext.Current.CancellationToken);

    public static VmConfig Machine(string mac) => new() { Cpu = 1, CpuMin = 1, MemoryBytes = 128 << 20, MemoryBytesMin = 128 << 20, StandIn = "qemu", Mac = mac };

    /// <summary>All of the host that a network could change, as text.</summary>
    public async Task<string> Picture()
    {
        // One call, and no value of anybody's in it.
        const string Looks = """
            ip -details link; ip address; ip route show table all; ip -6 route show table all; ip rule
            nft list ruleset
            sysctl -a --pattern '^net\.(ipv4\.(ip_forward|conf)|ipv6\.conf)'
            ss -H -lntu
            """;
        var seen = await OnHost("sh", "-c", Looks);
        Assert.True(seen.Succeeded, seen.Error);

        // How long a bridge's timers have still to go is no change.
        return Timers().Replace(seen.Output, "");
    }

    public async Task Ip(params string[] arguments)
    {
        var result = await _runner.Run(new Command("ip", arguments), CancellationToken.None);
        Assert.True(result.Succeeded, $"ip {string.Join(' ', arguments)}: {result.Error}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var guest in _guests)
        {
            await guest.DisposeAsync();
        }

        foreach (var server in _servers)
        {
            server.Dispose();
        }

        // What a failed test left: its servers are found by the namespace they are in, whatever their homes were.
        var inside = await _runner.Run(new Command("ip", "netns", "pids", HostName), CancellationToken.None);
        foreach (var process in inside.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Processes.Signal(int.Parse(process, CultureInfo.InvariantCulture), PosixSignal.Kill);
        }

        await Ip("netns", "delete", HostName);
        await Ip("netns", "delete", WorldName);
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    [GeneratedRegex(@"\w+_timer +[\d.]+ ")]
    private static partial Regex Timers();

    private sealed class Inside(string name) : ICommandRunner
    {
        private readonly CommandRunner _runner = new(TimeProvider.System);

        public Task<CommandResult> Run(Command command, CancellationToken cancellation) =>
            _runner.Run(command with { Executable = "ip", Arguments = ["netns", "exec", name, command.Executable, .. command.Arguments] }, cancellation);
    }
}
