using Lab.Contracts;
using Lab.VmController;
using Lab.VmController.Api;

namespace Lab.Tests.VmController;

public sealed class SpecRulesTests
{
    [Theory]
    [InlineData("mine")]
    [InlineData("lab-")]
    [InlineData("lab-r")]
    [InlineData("lab--r-0")]
    [InlineData("lab-r-x")]
    [InlineData("lab-r-0001")]
    [InlineData("lab-r-0\n")]
    [InlineData("lab-../x-0")]
    [InlineData("lab-r/-0")]
    [InlineData("--help")]
    [InlineData("-lab-r-0")]
    [InlineData("lab-r -0")]
    [InlineData("lab-$(id)-0")]
    [InlineData("LAB-r-0")]
    [InlineData("lab-ü-0")]
    [InlineData("")]
    public void A_name_that_is_not_the_labs_is_refused_with_the_rule(string name)
    {
        var fault = Assert.Single(SpecRules.Faults(name, new VmSpec()));

        Assert.Equal("name", fault.Key);
        Assert.Contains(LabNames.Rule, fault.Value[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--insecure")]
    [InlineData("-x")]
    [InlineData("a b")]
    [InlineData("a;b")]
    [InlineData("")]
    [InlineData("a\n")]
    public void An_image_that_could_be_read_as_anything_else_is_refused(string image) =>
        Assert.Equal("image", Assert.Single(SpecRules.Faults("lab-r-0", new VmSpec { Image = image })).Key);

    [Fact]
    public void All_faults_are_named_at_once()
    {
        var faults = SpecRules.Faults("x", new VmSpec { Cpu = 0, MemoryMiB = 63, Network = "wifi", Lease = TimeSpan.Zero, Image = "-" });

        Assert.Equal(["cpu", "image", "lease", "memoryMiB", "name", "network"], faults.Keys.Order());
    }

    [Theory]
    [InlineData("lab-run-7-0")]
    [InlineData("lab-01JABCDEF-12")]
    public void The_names_that_runs_give_are_taken(string name) =>
        Assert.Empty(SpecRules.Faults(name, new VmSpec { Image = "ghcr.io/cirruslabs/ubuntu@sha256:0a", Network = "bridged:en0" }));

    [Fact]
    public void A_machine_belongs_to_the_run_of_its_whole_name()
    {
        Assert.True(LabNames.IsOfRun("lab-a-b-0", "a-b"));
        Assert.False(LabNames.IsOfRun("lab-a-b-0", "a"));
        Assert.False(LabNames.IsOfRun("lab-a-0", "a-b"));
    }
}
