using Lab.Coordinator.Experiments.Yaml;

namespace Lab.Tests.Coordinator.Experiments;

public sealed class QuantitiesTests
{
    [Theory]
    [InlineData("200ms", 0.2)]
    [InlineData("2s", 2)]
    [InlineData("1m30s", 90)]
    [InlineData("1.5h", 5400)]
    [InlineData("0", 0)]
    public void A_duration_is_read_with_its_unit(string text, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Quantities.Duration(text));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5 parsecs")]
    [InlineData("s5")]
    [InlineData("99999999999999999999h")]
    public void What_is_no_duration_is_refused(string text) => Assert.Null(Quantities.Duration(text));

    [Theory]
    [InlineData("20%", 0.2)]
    [InlineData("0.05", 0.05)]
    [InlineData("5 %", 0.05)]
    public void A_share_is_read_as_a_number_or_in_percent(string text, double share) => Assert.Equal(share, Quantities.Share(text)!.Value, 12);

    [Theory]
    [InlineData("512MiB", 512)]
    [InlineData("4 GiB", 4096)]
    [InlineData("4GB", null)]
    [InlineData("4", null)]
    public void A_size_is_read_with_its_unit(string text, int? mebibytes) => Assert.Equal(mebibytes, Quantities.Mebibytes(text));
}
