namespace Lab.Coordinator.Pages.Scales;

/// <summary>Places positive values on a logarithmic axis, in percent of its length; values outside land on its ends.</summary>
internal sealed class LogScale
{
    private readonly double _low;
    private readonly double _high;

    /// <summary>An axis between two values above zero; at least one decade long.</summary>
    public LogScale(double min, double max)
    {
        _low = Math.Log10(min);
        _high = Math.Max(Math.Log10(max), _low + 1);
    }

    /// <summary>The value at the axis's start.</summary>
    public double Min => Math.Pow(10, _low);

    /// <summary>The value at the axis's end.</summary>
    public double Max => Math.Pow(10, _high);

    /// <summary>Where a value lies, 0..100; zero, what is below it and what is no number lie at the start.</summary>
    public double At(double value) =>
        double.IsPositiveInfinity(value) ? 100
        : value > 0 ? Math.Clamp((Math.Log10(value) - _low) / (_high - _low), 0, 1) * 100
        : 0;

    /// <summary>Powers of ten inside the axis; every second or third where there are many.</summary>
    public IReadOnlyList<double> Ticks(int most = 6)
    {
        var first = (int)Math.Ceiling(_low - 1e-9);
        var last = (int)Math.Floor(_high + 1e-9);
        var every = Math.Max(1, (int)Math.Ceiling((last - first + 1) / (double)most));

        // Counted from 1 (10⁰), where an e-value says nothing either way: that line is always drawn.
        return [.. Enumerable.Range(first, last - first + 1).Where(power => power % every == 0).Select(power => Math.Pow(10, power))];
    }
}
