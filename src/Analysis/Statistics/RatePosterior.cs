namespace Lab.Analysis.Statistics;

/// <summary>The posterior of a failure rate on a grid that closes in on where its mass is.</summary>
/// <remarks>The grid is even in u with p = sin²(πu/2): Jeffreys' prior is uniform in u, and u resolves rates next to 0 and 1.</remarks>
internal sealed class RatePosterior
{
    private const int CoarseCells = 64;
    private const int Cells = 320;

    /// <summary>Cells whose density is e^−20 of the largest hold no mass that a 95 % interval could miss.</summary>
    private const double Negligible = 20;

    private readonly double _from, _width;
    private readonly double[] _cumulative = new double[Cells + 1];

    public RatePosterior(IReadOnlyCollection<TrialOutcome> trials)
    {
        var likelihood = new OverdispersedLikelihood(trials);
        var (from, to) = Support(likelihood);
        (_from, _width) = (from, (to - from) / Cells);

        var logs = LogDensities(likelihood, from, to, Cells);
        var largest = logs.Max();
        for (var cell = 0; cell < Cells; cell++)
        {
            _cumulative[cell + 1] = _cumulative[cell] + Math.Exp(logs[cell] - largest);
        }

        for (var cell = 1; cell <= Cells; cell++)
        {
            _cumulative[cell] /= _cumulative[Cells];
        }
    }

    /// <summary>The probability that the rate is below <paramref name="rate"/>, which may lie outside 0..1.</summary>
    public double Below(double rate)
    {
        var place = ((2 / Math.PI * Math.Asin(Math.Sqrt(Math.Clamp(rate, 0, 1)))) - _from) / _width;
        if (place <= 0 || rate <= 0)
        {
            return 0;
        }

        if (place >= Cells || rate >= 1)
        {
            return 1;
        }

        var cell = (int)place;
        return _cumulative[cell] + ((place - cell) * (_cumulative[cell + 1] - _cumulative[cell]));
    }

    /// <summary>The rate that lies above a share of the probability.</summary>
    public double Quantile(double probability)
    {
        var cell = 0;
        while (cell < Cells - 1 && _cumulative[cell + 1] < probability)
        {
            cell++;
        }

        var mass = _cumulative[cell + 1] - _cumulative[cell];
        return Rate(_from + (_width * (cell + (mass > 0 ? (probability - _cumulative[cell]) / mass : .5))));
    }

    /// <summary>The posterior mean of a function of the rate.</summary>
    public double Mean(Func<double, double> function)
    {
        var mean = 0.0;
        for (var cell = 0; cell < Cells; cell++)
        {
            mean += (_cumulative[cell + 1] - _cumulative[cell]) * function(Rate(_from + (_width * (cell + .5))));
        }

        return mean;
    }

    private static double Rate(double u) => Math.Pow(Math.Sin(Math.PI * u / 2), 2);

    private static double[] LogDensities(OverdispersedLikelihood likelihood, double from, double to, int cells)
    {
        var logs = new double[cells];
        for (var cell = 0; cell < cells; cell++)
        {
            var angle = Math.PI / 2 * (from + ((to - from) * (cell + .5) / cells));

            // cos² rather than 1 − sin²: the difference would vanish next to 1.
            logs[cell] = likelihood.Log(Math.Pow(Math.Sin(angle), 2), Math.Pow(Math.Cos(angle), 2));
        }

        return logs;
    }

    private static (double From, double To) Support(OverdispersedLikelihood likelihood)
    {
        var (from, to) = (0.0, 1.0);

        while (true)
        {
            var logs = LogDensities(likelihood, from, to, CoarseCells);
            var floor = logs.Max() - Negligible;
            var first = Array.FindIndex(logs, log => log >= floor);
            var last = Array.FindLastIndex(logs, log => log >= floor);
            var width = (to - from) / CoarseCells;

            // A cell more on either side: the density between two midpoints may still count.
            (from, to) = (Math.Max(from, from + ((first - 1) * width)), Math.Min(to, from + ((last + 2) * width)));

            if (last - first > CoarseCells / 4)
            {
                return (from, to);
            }
        }
    }
}
