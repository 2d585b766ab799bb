using Lab.Contracts;
using Lab.Coordinator.Experiments.Yaml;

namespace Lab.Coordinator.Runs;

/// <summary>How late load-generators were by their own doing. Beyond a bound their failures would be blamed on the world.</summary>
internal static class GeneratorLate
{
    /// <summary>How late one was while it ran a lane, at worst.</summary>
    public static TimeSpan Of(LoadResult result) => result.Lateness.Worst > result.WorstLateness ? result.Lateness.Worst : result.WorstLateness;

    /// <summary>Why a trial cannot count, where one was later than the bound; null where none was.</summary>
    public static string? Void(IReadOnlyList<LoadResult> results, TimeSpan bound)
    {
        if (results.Count == 0 || results.MaxBy(Of) is not { } worst || Of(worst) <= bound)
        {
            return null;
        }

        var parts = new[] { ("its timers", worst.Lateness.Timer), ("the garbage collector", worst.Lateness.Collector), ("its threads", worst.Lateness.Pool) }.MaxBy(p => p.Item2);
        var by = parts.Item2 > TimeSpan.Zero ? $" ({parts.Item1})" : "";
        return $"A load-generator was {Of(worst).TotalMilliseconds:0} ms late by its own doing{by}, above design.max-lateness ({Quantities.Text(bound)}): it measured itself, and not the world. This host has too little to spare; run fewer sessions at a time, or close what else runs.";
    }
}
