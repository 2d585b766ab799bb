using Lab.Coordinator.Pages.Catalog;
using Lab.Coordinator.Pages.Parts;

namespace Lab.Tests.Pages;

public sealed class HumanTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.000018, "18 µs")]
    [InlineData(0.0005999, "600 µs")]
    [InlineData(0.0034, "3.4 ms")]
    [InlineData(0.1148, "115 ms")]
    [InlineData(0.9999, "1 s")]
    [InlineData(4.214, "4.21 s")]
    [InlineData(59.97, "1 min 00 s")]
    [InlineData(185, "3 min 05 s")]
    [InlineData(7440, "2 h 04 min")]
    [InlineData(-0.002, "−2 ms")]
    public void A_duration_has_the_unit_that_fits_it(double seconds, string text) => Assert.Equal(text, Human.Duration(seconds).Replace('\u00a0', ' '));

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.0008, "0.08 %")]
    [InlineData(0.1097, "11 %")]
    [InlineData(1, "100 %")]
    public void A_share_never_rounds_to_nothing(double share, string text) => Assert.Equal(text, Human.Percent(share).Replace('\u00a0', ' '));

    [Theory]
    [InlineData(0.00004, "4×10⁻⁵")]
    [InlineData(0.43, "0.43")]
    [InlineData(12.34, "12.3")]
    [InlineData(1234, "1,234")]
    [InlineData(2.5e7, "2.5×10⁷")]
    [InlineData(double.PositiveInfinity, "∞")]
    public void Evidence_is_short_at_any_size(double value, string text) => Assert.Equal(text, Human.Evidence(value));

    [Fact]
    public void A_difference_keeps_its_signs() => Assert.Equal("−0.8 to +1.4 percentage points", Human.PointsRange(-0.008, 0.014).Replace('\u00a0', ' '));

    [Theory]
    [InlineData(null, true, null)]
    [InlineData("  ", true, null)]
    [InlineData("7319", true, 7319L)]
    [InlineData("-1", false, null)]
    [InlineData("4.5", false, null)]
    [InlineData("99999999999999999999", false, null)]
    public void A_seed_is_empty_or_a_whole_number(string? typed, bool isGood, long? seed)
    {
        Assert.Equal(isGood, SeedField.TryRead(typed, out var read));
        Assert.Equal(seed, read);
    }
}
