using Lab.Shell;
using Lab.TartStandIn.Networks;

namespace Lab.Tests.TartStandIn.Networks;

/// <summary>What is at the other end of a machine's tap: a network namespace with a card of the machine's MAC, which asks for its address by DHCP.</summary>
internal sealed class Guest : IAsyncDisposable
{
    private const string Card = "eth0";

    private readonly Namespaces _around;
    private readonly TapCable _cable;

    private Guest(Namespaces around, string name, string tap, string mac)
    {
        (_around, Name, Mac, Tap) = (around, name, mac, tap);
        _cable = new TapCable(around.HostName, tap, name, Card);
    }

    public string Name { get; }

    public string Mac { get; }

    public string Tap { get; }

    public static async Task<Guest> At(Namespaces around, string name, INetwork network)
    {
        var words = string.Join(',', network.QemuArguments).Split(',').Select(w => w.Split('=')).Where(w => w.Length == 2).ToLookup(w => w[0], w => w[1]);
        var mac = words["mac"].First();
        await around.Ip("netns", "add", name);
        await around.Ip("-n", name, "tuntap", "add", "dev", Card, "mode", "tap");
        await around.Ip("-n", name, "link", "set", "dev", Card, "address", mac);
        var guest = new Guest(around, name, words["ifname"].First(), mac);
        await around.Ip("-n", name, "link", "set", "lo", "up");
        await around.Ip("-n", name, "link", "set", "dev", Card, "up");
        return guest;
    }

    /// <summary>Gets its address, and how it came by it.</summary>
    public async Task<string> Lease()
    {
        var script = Path.Combine(_around.Directory, "lease.sh");
        if (!File.Exists(script))
        {
            await File.WriteAllTextAsync(
                script,
                """
                #!/bin/sh
                [ "$1" = bound ] || exit 0
                ip address replace "$ip/$mask" dev "$interface"
                [ -z "$router" ] || ip route replace default via "$router"
                echo "ip=$ip router=$router dns=$dns"
                """);
            File.SetUnixFileMode(script, (UnixFileMode)0b111_101_101);
        }

        var result = await Do("busybox", "udhcpc", "-i", Card, "-n", "-q", "-f", "-t", "8", "-T", "1", "-s", script);
        Assert.True(result.Succeeded, $"{Name}: {result.Error}");
        return result.Output.Trim();
    }

    public Task<CommandResult> Do(params string[] command) => _around.In(Name, command);

    public Task<bool> Reaches(string address, int port) => Namespaces.Reaches(Name, address, port);

    public void Serve(int port) => _around.Serve(Name, port);

    public async ValueTask DisposeAsync()
    {
        _cable.Dispose();
        await _around.Ip("netns", "delete", Name);
    }
}
