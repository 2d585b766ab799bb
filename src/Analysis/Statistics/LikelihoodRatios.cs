using System.Collections.Concurrent;
using MathNet.Numerics;

namespace Lab.Analysis.Statistics;

/// <summary>How much likelier each alternative makes a trial's count under the arm's rate than under the control's: ln f1(y) − ln f0(y), f beta-binomial.</summary>
/// <remarks>
/// f(y) = C(n,y) B(y+a, n−y+b) / B(a,b), a = p(1/ρ − 1), b = (1−p)(1/ρ − 1). f1 and f0 share ρ and n, so that C(n,y) and
/// Γ(n+a+b) cancel.
/// </remarks>
internal static class LikelihoodRatios
{
    /// <summary>A table of a larger trial would cost more memory than the time it saves: 72 × 257 numbers are 150 kB.</summary>
    private const int LargestTable = 256;

    private static readonly ConcurrentDictionary<int, double[]> Tables = new();

    private static readonly Shape[] Shapes = [.. Alternatives.All.Select(alternative => new Shape(alternative))];

    public static int Count => Shapes.Length;

    /// <summary>The ratios of a count, 0 ≤ failures ≤ calls, one for each alternative; <paramref name="scratch"/> may hold them.</summary>
    public static ReadOnlySpan<double> Of(int failures, int calls, Span<double> scratch)
    {
        if (calls <= LargestTable)
        {
            return Tables.GetOrAdd(calls, Table).AsSpan(failures * Count, Count);
        }

        Fill(failures, calls, scratch);
        return scratch;
    }

    private static void Fill(int failures, int calls, Span<double> ratios)
    {
        for (var k = 0; k < Shapes.Length; k++)
        {
            ratios[k] = Shapes[k].LogRatio(failures, calls);
        }
    }

    private static double[] Table(int calls)
    {
        var table = new double[(calls + 1) * Count];
        for (var failures = 0; failures <= calls; failures++)
        {
            Fill(failures, calls, table.AsSpan(failures * Count, Count));
        }

        return table;
    }

    /// <summary>The beta shapes of an alternative, with what does not depend on the counts worked out.</summary>
    private readonly struct Shape
    {
        private readonly double _a0, _b0, _a1, _b1, _constant;

        public Shape(Alternative alternative)
        {
            var size = (1 / alternative.Rho) - 1;
            (_a0, _b0) = (alternative.P0 * size, (1 - alternative.P0) * size);
            (_a1, _b1) = (alternative.P1 * size, (1 - alternative.P1) * size);
            _constant = LogGammas(_a0, _b0) - LogGammas(_a1, _b1);
        }

        public double LogRatio(int failures, int calls)
        {
            var successes = calls - failures;
            return _constant + LogGammas(failures + _a1, successes + _b1) - LogGammas(failures + _a0, successes + _b0);
        }

        private static double LogGammas(double a, double b) => SpecialFunctions.GammaLn(a) + SpecialFunctions.GammaLn(b);
    }
}
