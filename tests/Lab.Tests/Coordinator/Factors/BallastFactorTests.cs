using Lab.Contracts;
using Lab.Coordinator.Experiments;
using Lab.Coordinator.Factors;
using Lab.Coordinator.Runs;

namespace Lab.Tests.Coordinator.Factors;

/// <summary>The factor in a definition.</summary>
public sealed class BallastFactorTests
{
    [Theory]
    [InlineData("{ memory: 4GiB, cores: 2 }", 4096, 2, "a ballast of 4 GiB and 2 cores, no VM")]
    [InlineData("{ memory: 100MiB }", 100, 0, "a ballast of 100 MiB, no VM")]
    [InlineData("{ cores: 0.25 }", 0, 0.25, "a ballast of 0.25 cores, no VM")]
    [InlineData("{ cores: 1 }", 0, 1, "a ballast of 1 core, no VM")]
    public void Either_part_may_be_left_out(string level, int memory, double cores, string words)
    {
        var arm = Read(level).ArmNamed("on");

        var setting = Assert.IsType<BallastSetting>(Assert.Single(arm.Factors));
        Assert.Equal((memory, cores), (setting.Spec.MemoryMiB, setting.Spec.Cores));
        Assert.Equal(words, arm.Setting);
    }

    [Theory]
    [InlineData("{}", "would be no load")]
    [InlineData("much", "must be a mapping")]
    [InlineData("{ memory: 0MiB }", "1MiB to 1024GiB")]
    [InlineData("{ memory: 4 }", "1MiB to 1024GiB")]
    [InlineData("{ cores: 0 }", "from 0.001 to 1024")]
    [InlineData("{ cores: all }", "from 0.001 to 1024")]
    [InlineData("{ cores: 1, core: 2 }", "Did you mean 'cores'")]
    public void What_is_no_ballast_is_said_with_its_line(string level, string says)
    {
        var fault = Assert.Single(Assert.Throws<BadRunException>(() => Read(level)).Faults);

        Assert.StartsWith("line 7:", fault, StringComparison.Ordinal);
        Assert.Contains(says, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_is_named_at_once() =>
        Assert.Equal(3, Assert.Throws<BadRunException>(() => Read("{ memory: lots, cores: -1, disk: 3 }")).Faults.Count);

    [Fact]
    public void The_sham_beside_a_vm_takes_as_much_memory_as_the_vm()
    {
        var experiment = ExperimentReader.Read(ExperimentCatalog.Load(ExperimentCatalog.DefaultDirectory).Find("vm-or-memory")!.Definition);
        var settings = experiment.Arms.SelectMany(a => a.Factors).ToList();

        Assert.Equal(settings.OfType<VmSetting>().Single().Spec.MemoryMiB, settings.OfType<BallastSetting>().Single().Spec.MemoryMiB);
    }

    private static Experiment Read(string level) => ExperimentReader.Read($$"""
        name: mine
        question: Does it?
        arms:
          off:
            control: true
          on:
            ballast: {{level}}
        """);
}
