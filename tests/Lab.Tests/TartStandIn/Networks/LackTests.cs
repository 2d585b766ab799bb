using Lab.Shell;
using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Home;
using Lab.TartStandIn.Networks;
using Lab.TartStandIn.Networks.Kernel;

namespace Lab.Tests.TartStandIn.Networks;

/// <summary>Without the rights or the tools a machine gets QEMU's own network where that is no softer than what was asked for, and else nothing.</summary>
public sealed class LackTests
{
    private static readonly VmConfig Config = Namespaces.Machine("02:00:00:00:00:07");

    [Fact]
    public async Task Shared_NAT_becomes_QEMUs_own_network_and_says_why()
    {
        await using var network = await Lay(new NetworkWish(NetworkKind.Nat), new Lack("this process is not root", IsPrivilege: true));

        Assert.StartsWith("user: QEMU's own network stack, since this process is not root;", network.Description, StringComparison.Ordinal);
        Assert.Equal(["-netdev", "user,id=net0,ipv6=off", "-device", "virtio-net-pci,netdev=net0,mac=02:00:00:00:00:07,romfile="], network.QemuArguments);
    }

    [Theory]
    [InlineData("softnet", true, "root privileges are required to run and passwordless sudo was not available\nstand-in: because")]
    [InlineData("softnet", false, "Error: InitializationFailed(why: \"softnet not found in PATH\")\nstand-in: because")]
    [InlineData("host", true, "root privileges are required to run and passwordless sudo was not available\nstand-in: because")]
    [InlineData("bridged", true, "Error: --net-bridged eth0 cannot be had\nstand-in: because")]
    public async Task What_isolates_or_exposes_is_refused(string kind, bool isPrivilege, string text)
    {
        var wish = new NetworkWish(Enum.Parse<NetworkKind>(kind, ignoreCase: true)) { Interfaces = kind == "bridged" ? ["eth0"] : [] };

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Lay(wish, new Lack("because", isPrivilege)));

        Assert.Equal((text, 1), (refused.Message, refused.ExitCode));
    }

    [Fact]
    public async Task No_network_needs_nothing()
    {
        await using var network = await Lay(new NetworkWish(NetworkKind.None), new Lack("because", IsPrivilege: true));

        Assert.Equal(["-nic", "none"], network.QemuArguments);
    }

    private static Task<INetwork> Lay(NetworkWish wish, Lack lack) => NetworkCatalog.Lay(
        wish,
        () => throw new InvalidOperationException("Nothing may be added to the host."),
        new NetworkHost(new CommandRunner(TimeProvider.System)),
        "a",
        Config,
        lack,
        TestContext.Current.CancellationToken);
}
