using System.Globalization;
using System.Text;
using Lab.Contracts;
using Lab.Coordinator.Pages.Scales;

namespace Lab.Coordinator.Pages.Live.Pictures;

/// <summary>Lays out the course of the evidence over the blocks: a line for each arm but the control, and the bounds it has to reach.</summary>
internal sealed class EvidenceCurves
{
    /// <summary>An e-value below this says as little as this one does; the axis ends there.</summary>
    private const double Least = 1e-4;

    private const int FewestBlocks = 10;

    public EvidenceCurves(RunView run)
    {
        ArgumentNullException.ThrowIfNull(run);

        var measured = run.Arms.Select((arm, index) => (arm, index)).Where(a => !a.arm.IsControl).ToArray();
        var values = measured.SelectMany(a => a.arm.EvidenceCourse).Where(v => v > 0 && double.IsFinite(v)).ToArray();
        Bounds = [.. measured.Select(a => a.arm.EvidenceNeeded).OfType<double>().Distinct().Order()];

        var done = measured.Select(a => a.arm.EvidenceCourse.Count).DefaultIfEmpty(0).Max();
        Blocks = new LinearScale(0, Math.Max(FewestBlocks, run.State is RunState.Running ? Math.Min(run.Progress.BlocksMax, done * 5 / 4) : done));
        Evidence = new LogScale(
            Decade(Math.Max(Math.Min(0.1, values.DefaultIfEmpty(1).Min()), Least), Math.Floor),
            Decade(Bounds.Concat(values).DefaultIfEmpty(20).Max() * 1.5, Math.Ceiling));
        Curves = [.. measured.Select(a => Trace(a.arm, a.index))];
    }

    /// <summary>Blocks, from left to right.</summary>
    public LinearScale Blocks { get; }

    /// <summary>E-values, from the bottom to the top.</summary>
    public LogScale Evidence { get; }

    /// <summary>The bounds to reach, the lowest first.</summary>
    public IReadOnlyList<double> Bounds { get; }

    /// <summary>A line for each arm but the control.</summary>
    public IReadOnlyList<Curve> Curves { get; }

    /// <summary>How far from the top a value lies, in percent.</summary>
    public double Top(double evidence) => 100 - Evidence.At(evidence);

    private Curve Trace(ArmView arm, int index)
    {
        // Before the first block the e-value is 1: it says nothing either way.
        var path = new StringBuilder().Append(CultureInfo.InvariantCulture, $"M0 {Top(1):0.##}");
        for (var block = 0; block < arm.EvidenceCourse.Count; block++)
        {
            path.Append(CultureInfo.InvariantCulture, $" L{Blocks.At(block + 1):0.##} {Top(arm.EvidenceCourse[block]):0.##}");
        }

        var last = arm.EvidenceCourse.Count > 0 ? arm.EvidenceCourse[^1] : 1;
        return new Curve(arm, index, path.ToString(), Blocks.At(arm.EvidenceCourse.Count), Top(last));
    }

    private static double Decade(double value, Func<double, double> round) => Math.Pow(10, round(Math.Log10(value)));
}

/// <summary>An arm's line.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Index">Its place among the arms, which gives its hue and dashes.</param>
/// <param name="Path">The line in a box of 100 by 100.</param>
/// <param name="EndLeft">Where it ends, in percent from the left.</param>
/// <param name="EndTop">Where it ends, in percent from the top.</param>
internal sealed record Curve(ArmView Arm, int Index, string Path, double EndLeft, double EndTop);
