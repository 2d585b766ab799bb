using Lab.Contracts;
using Lab.Coordinator.Experiments;
using Lab.Coordinator.Factors;
using Lab.Coordinator.Runs;

namespace Lab.Tests.Coordinator.Factors;

public sealed class VmFactorTests
{
    [Fact]
    public void Every_option_of_a_machine_can_be_written()
    {
        var setting = Read("{ count: 1, image: ghcr.io/cirruslabs/debian:latest, cpu: 4, memory: 4GiB, network: softnet, allow: [192.168.0.0/24, 172.16.0.0/12], block: 10.0.0.0/8, expose: [2222:22] }");

        Assert.Equal(
            new VmSetting(1, new VmSpec
            {
                Image = "ghcr.io/cirruslabs/debian:latest", Cpu = 4, MemoryMiB = 4096, Network = "softnet",
                Softnet = new SoftnetRules { Allow = ["192.168.0.0/24", "172.16.0.0/12"], Block = ["10.0.0.0/8"], Expose = ["2222:22"] },
            }),
            setting);
        Assert.Equal("a VM with 4 GiB, network softnet (allow 192.168.0.0/24 172.16.0.0/12, block 10.0.0.0/8, expose 2222:22), image ghcr.io/cirruslabs/debian:latest", setting.InWords);
    }

    [Theory]
    [InlineData("nat")]
    [InlineData("bridged:en0")]
    [InlineData("softnet")]
    [InlineData("host")]
    [InlineData("none")]
    public void Every_network_can_be_written_and_a_softnet_without_rules_has_the_usual_ones(string network)
    {
        var spec = Read($"{{ network: '{network}' }}").Spec;

        Assert.Equal(network, spec.Network);
        Assert.Null(spec.Softnet);
    }

    [Theory]
    [InlineData("{ network: bridge }", "'bridge' is not a network mode")]
    [InlineData("{ network: 'bridged:' }", "'bridged:' is not a network mode")]
    [InlineData("{ network: 'bridged:en0 --rosetta' }", "is not a network mode")]
    [InlineData("{ network: nat, allow: [10.0.0.0/8] }", "'arms.b.vm.allow' goes with 'network: softnet' alone")]
    [InlineData("{ network: softnet, allow: [10.0.0.0] }", "an IPv4 network")]
    [InlineData("{ network: softnet, allow: [10.0.0.1/8] }", "without bits behind its prefix")]
    [InlineData("{ network: softnet, block: [10.0.0.0/33] }", "'arms.b.vm.block[0]' is '10.0.0.0/33'")]
    [InlineData("{ network: softnet, block: ['fd00::/8'] }", "an IPv4 network")]
    [InlineData("{ network: softnet, block: [010.0.0.0/8] }", "an IPv4 network")]
    [InlineData("{ network: softnet, expose: ['0:22'] }", "ports from 1 to 65535")]
    [InlineData("{ network: softnet, expose: ['2222:65536'] }", "ports from 1 to 65535")]
    [InlineData("{ network: softnet, expose: ['22'] }", "OUTSIDE:INSIDE")]
    [InlineData("{ network: softnet, expose: ['22:22', '22:80'] }", "the host's port 22 twice")]
    [InlineData("{ count: 2, network: softnet, expose: ['22:22'] }", "ask for one, or expose nothing")]
    [InlineData("{ count: 17 }", "'arms.b.vm.count: 17' must be a whole number from 1 to 16")]
    [InlineData("{ image: '--help' }", "beginning with a letter or digit")]
    [InlineData("{ image: 'a/../b' }", "'..' between slashes")]
    [InlineData("{ netwrk: nat }", "Did you mean 'network'?")]
    public void What_the_vm_controller_would_refuse_is_refused_with_the_rule(string vm, string says) =>
        Assert.Contains(Faults(vm), f => f.Contains(says, StringComparison.Ordinal));

    [Fact]
    public void All_faults_are_named_at_once_each_with_its_line()
    {
        var faults = Faults("\n      count: 0\n      network: softnet\n      allow:\n        - 1.2.3\n        - 10.0.0.0/8\n      expose: [a:b]\n");

        Assert.Equal(3, faults.Count);
        Assert.All(faults, f => Assert.Contains("line ", f, StringComparison.Ordinal));
        Assert.Equal(3, faults.Select(f => f[..f.IndexOf(':', StringComparison.Ordinal)]).Distinct().Count());
    }

    private static VmSetting Read(string vm) =>
        Assert.IsType<VmSetting>(Assert.Single(ExperimentReader.Read(Definition(vm)).Arms[1].Factors));

    private static IReadOnlyList<string> Faults(string vm) => Assert.Throws<BadRunException>(() => ExperimentReader.Read(Definition(vm))).Faults;

    private static string Definition(string vm) => $"name: x\ntitle: t\nquestion: q?\ntarget: emulator\narms:\n  a: {{ control: true }}\n  b:\n    vm: {vm}\n";
}
