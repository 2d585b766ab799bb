using Lab.Shell;
using Lab.VmController.Host;

namespace Lab.Tests.VmController.Evidence;

public sealed class HostInterfacesTests
{
    [Fact]
    public void The_line_of_ifconfig_is_read()
    {
        const string captured = "lo0 gif0 stf0 anpi0 anpi1 en3 en4 en1 en2 bridge0 ap1 en0 awdl0 llw0 utun0 utun1 utun2 utun3 bridge100 vmenet0\n";

        var names = HostInterfaces.ParseMac(captured)!;

        Assert.Equal(20, names.Count);
        Assert.Equal(["bridge100", "vmenet0"], names.Where(HostInterfaces.IsOfMachines));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ifconfig: illegal option -- l")]
    [InlineData("en0 en1")]
    public void What_is_no_such_line_is_not_known(string output) => Assert.Null(HostInterfaces.ParseMac(output));

    [Theory]
    [InlineData("bridge100", true)]
    [InlineData("bridge101", true)]
    [InlineData("bridge0", false)]
    [InlineData("vmenet3", true)]
    [InlineData("feth0", true)]
    [InlineData("en0", false)]
    [InlineData("utun4", false)]
    [InlineData("lab1a2b3c4b", true)]
    [InlineData("tap0", true)]
    [InlineData("vnet12", true)]
    [InlineData("docker0", false)]
    [InlineData("veth1a2b3c", false)]
    [InlineData("eth0", false)]
    public void Only_interfaces_of_machines_count(string name, bool isOfMachines) => Assert.Equal(isOfMachines, HostInterfaces.IsOfMachines(name));

    [Fact]
    public async Task This_hosts_interfaces_have_the_loopback_among_them()
    {
        var seen = await new HostInterfaces(new CommandRunner(TimeProvider.System)).Look(TestContext.Current.CancellationToken);

        Assert.Null(seen.Problem);
        Assert.Contains(OperatingSystem.IsMacOS() ? "lo0" : "lo", seen.Names!);
    }
}
