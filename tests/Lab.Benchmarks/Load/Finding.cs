namespace Lab.Benchmarks.Load;

/// <summary>What a comparison found, beside its goal.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Measured">The figure.</param>
/// <param name="Goal">What it should be; empty where nothing is asked.</param>
/// <param name="IsMet">Whether it is; null where that cannot be said.</param>
/// <param name="Note">The figures behind it.</param>
internal sealed record Finding(string What, string Measured, string Goal = "", bool? IsMet = null, string Note = "")
{
    public static Finding AtLeast(string what, double value, double goal, string unit, string note) => new(what, $"{value:0.00}{unit}", $">= {goal:0.##}{unit}", value >= goal, note);

    public static Finding AtMost(string what, double value, double goal, string unit, string note) => new(what, $"{value:0.00}{unit}", $"<= {goal:0.##}{unit}", value <= goal, note);

    /// <summary>What could not be measured here, and why.</summary>
    public static Finding Missing(string what, string why) => new(what, "-", Note: why);

    public static void Print(IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
        {
            var met = finding.IsMet switch { true => "met", false => "NOT MET", null => "" };
            Console.WriteLine($"  {finding.What,-58} {finding.Measured,12} {finding.Goal,12} {met,-8} {finding.Note}".TrimEnd());
        }
    }
}
