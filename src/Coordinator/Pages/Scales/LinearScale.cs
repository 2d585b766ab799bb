namespace Lab.Coordinator.Pages.Scales;

/// <summary>Places values on an axis, in percent of its length; values outside land on its ends.</summary>
internal sealed class LinearScale(double min, double max)
{
    /// <summary>The value at the axis's start.</summary>
    public double Min { get; } = min;

    /// <summary>The value at the axis's end; above the start also where the data has no extent.</summary>
    public double Max { get; } = max > min ? max : min + 1;

    /// <summary>Where a value lies, 0..100.</summary>
    public double At(double value) => double.IsNaN(value) ? 0 : Math.Clamp((value - Min) / (Max - Min), 0, 1) * 100;

    /// <summary>Round values (1, 2 or 5 times a power of ten) inside the axis, about as many as asked for.</summary>
    public IReadOnlyList<double> Ticks(int about)
    {
        var step = NiceStep((Max - Min) / Math.Max(about, 1));
        var first = Math.Ceiling((Min / step) - 1e-9);
        var last = Math.Floor((Max / step) + 1e-9);

        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => Math.Round((first + i) * step, 12))];
    }

    /// <summary>An axis from zero to the round value at or above the greatest one.</summary>
    public static LinearScale FromZero(double greatest, int aboutTicks)
    {
        if (greatest <= 0)
        {
            return new LinearScale(0, 1);
        }

        var step = NiceStep(greatest / Math.Max(aboutTicks, 1));
        return new LinearScale(0, Math.Ceiling((greatest / step) - 1e-9) * step);
    }

    private static double NiceStep(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var factor = rough / power;

        // A factor of 5.000000001 is a 5 that was divided.
        return power * (factor <= 1.000001 ? 1 : factor <= 2.000001 ? 2 : factor <= 5.000001 ? 5 : 10);
    }
}
