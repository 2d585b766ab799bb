namespace Lab.Benchmarks.Load.Comparisons;

/// <summary>What a paced client prints, by name.</summary>
internal sealed class PacedFigures(double[] numbers)
{
    public double Events => numbers[0];

    public double CpuPerMillion => numbers[1] / numbers[0] * 1e6;

    /// <summary>Lateness of events in milliseconds.</summary>
    public double P50 => numbers[2];

    public double P99 => numbers[3];

    public double Failures => numbers[4];

    /// <summary>The worst lateness of the generator's own clock in milliseconds.</summary>
    public double WorstOwn => numbers[5];

    /// <summary>The error of the reported time to the first event at the 99th percentile, in milliseconds.</summary>
    public double FirstEventError => numbers[6];
}
