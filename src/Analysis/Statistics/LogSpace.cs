namespace Lab.Analysis.Statistics;

/// <summary>Arithmetic on logarithms that neither overflows nor loses what is small.</summary>
internal static class LogSpace
{
    /// <summary>ln 2.</summary>
    public const double Two = 0.69314718055994530942;

    private static readonly double Largest = Math.Log(double.MaxValue);

    /// <summary>exp x, held at the largest double: infinity has no form in JSON.</summary>
    public static double Exp(double x) => x >= Largest ? double.MaxValue : Math.Exp(x);

    /// <summary>ln (1 / (1 + exp −x)).</summary>
    public static double Logistic(double x) => Math.Min(x, 0) - Math.Log(1 + Math.Exp(-Math.Abs(x)));

    /// <summary>ln (exp x + exp y), y finite.</summary>
    public static double Add(double x, double y) =>
        double.IsNegativeInfinity(x) ? y : Math.Max(x, y) + Math.Log(1 + Math.Exp(-Math.Abs(x - y)));

    /// <summary>ln of the mean of exp x.</summary>
    public static double Mean(ReadOnlySpan<double> logs)
    {
        var largest = double.NegativeInfinity;
        foreach (var log in logs)
        {
            largest = Math.Max(largest, log);
        }

        var sum = 0.0;
        foreach (var log in logs)
        {
            sum += Math.Exp(log - largest);
        }

        return largest + Math.Log(sum / logs.Length);
    }
}
