using Lab.Contracts;
using Lab.VmController.Ballast;

namespace Lab.Tests.VmController.Ballast;

public sealed class BallastRulesTests
{
    private static readonly BallastSpec Small = new() { MemoryMiB = 64, Cores = 0.2 };

    [Theory]
    [InlineData("lab-ballast")]
    [InlineData("lab--ballast")]
    [InlineData("lab-r-0")]
    [InlineData("lab-r-ballast-0")]
    [InlineData("lab-r-ballast\n")]
    [InlineData("lab-../x-ballast")]
    [InlineData("mine-ballast")]
    [InlineData("")]
    public void A_name_that_is_no_ballasts_is_refused(string name) => Assert.Equal("name", Assert.Single(BallastRules.Faults(name, Small, 2)).Key);

    [Fact]
    public void The_names_that_runs_give_are_taken() => Assert.Empty(BallastRules.Faults(BallastNames.For("01JABC-7"), Small, 2));

    [Fact]
    public void All_faults_are_named_at_once()
    {
        var faults = BallastRules.Faults("x", new BallastSpec { MemoryMiB = -1, Cores = 3, Lease = TimeSpan.Zero }, 2);

        Assert.Equal(["cores", "lease", "memoryMiB", "name"], faults.Keys.Order());
        Assert.Contains("the cores of this host", faults["cores"][0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData((1 << 20) + 1, 0, "memoryMiB")]
    [InlineData(0, -0.1, "cores")]
    [InlineData(0, double.NaN, "cores")]
    [InlineData(0, double.PositiveInfinity, "cores")]
    [InlineData(0, 0, "memoryMiB")]
    public void A_load_beyond_the_rules_is_refused(int memory, double cores, string field) =>
        Assert.Equal(field, Assert.Single(BallastRules.Faults(null, new BallastSpec { MemoryMiB = memory, Cores = cores }, 2)).Key);

    [Theory]
    [InlineData(137, "", "SIGKILL", "run out of memory")]
    [InlineData(1, "The host does not give 5 MiB of memory.\n", "does not give 5 MiB", "less memory")]
    [InlineData(64, "'--x' is not known.\nusage: …\n", "'--x' is not known. usage", "BallastPath")]
    [InlineData(0, "", "SIGTERM", "by hand")]
    [InlineData(139, "", "exit code 139", "by hand")]
    [InlineData(null, "", "was not seen", "log")]
    public void An_unasked_end_is_told_with_its_reason_and_what_to_do(int? code, string said, string text, string advice)
    {
        var ending = BallastEnding.Read(code, said);

        Assert.Contains(text, ending.Text, StringComparison.Ordinal);
        Assert.Contains(advice, ending.Advice, StringComparison.Ordinal);
    }
}
