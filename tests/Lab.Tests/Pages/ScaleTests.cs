using Lab.Coordinator.Pages.Scales;

namespace Lab.Tests.Pages;

public sealed class ScaleTests
{
    [Fact]
    public void A_linear_axis_places_values_in_percent_and_keeps_those_outside_on_its_ends()
    {
        var scale = new LinearScale(10, 30);

        Assert.Equal([0, 50, 100, 0, 100], new[] { 10, 20, 30, -5, 99.0 }.Select(scale.At));
    }

    [Fact]
    public void An_axis_without_extent_still_places_its_value() => Assert.Equal(0, new LinearScale(4, 4).At(4));

    [Theory]
    [InlineData(0.143, new[] { 0, 0.05, 0.1, 0.15 })]
    [InlineData(0.9, new[] { 0, 0.5, 1.0 })]
    [InlineData(0, new[] { 0, 0.5, 1.0 })]
    public void An_axis_from_zero_ends_at_a_round_value_that_holds_the_greatest(double greatest, double[] ticks)
    {
        var scale = LinearScale.FromZero(greatest, 4);

        Assert.True(scale.Max >= greatest);
        Assert.Equal(ticks, scale.Ticks(3));
    }

    [Fact]
    public void Ticks_of_microseconds_are_round_too() =>
        Assert.Equal([0, 2e-5, 4e-5, 6e-5, 8e-5], new LinearScale(0, 9.3e-5).Ticks(5));

    [Fact]
    public void A_logarithmic_axis_gives_each_decade_the_same_length()
    {
        var scale = new LogScale(0.1, 100);

        Assert.Equal(0, scale.At(0.1), 6);
        Assert.Equal(100.0 / 3, scale.At(1), 6);
        Assert.Equal(100, scale.At(5000), 6);
        Assert.Equal(0, scale.At(0));
        Assert.Equal(0, scale.At(double.NaN));
        Assert.Equal(100, scale.At(double.PositiveInfinity));
    }

    [Theory]
    [InlineData(0.1, 1000)]
    [InlineData(1e-4, 1e9)]
    [InlineData(1e-4, 1e30)]
    public void Ticks_of_a_logarithmic_axis_are_few_and_always_hold_one(double min, double max)
    {
        var ticks = new LogScale(min, max).Ticks(6);

        Assert.InRange(ticks.Count, 2, 7);
        Assert.Contains(1, ticks);
    }
}
