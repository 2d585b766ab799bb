using System.Globalization;
using Lab.Contracts;

namespace Lab.Coordinator.Reports;

/// <summary>What a report says in numbers and words, the same in every format.</summary>
internal static class ReportWords
{
    /// <summary>The run in a sentence; never more than its verdicts say.</summary>
    public static string Headline(RunView run)
    {
        var raises = run.Arms.Where(a => a.Verdict == Contracts.Verdict.RaisesFailures).ToList();
        var excluded = run.Arms.Where(a => a.Verdict == Contracts.Verdict.NoEffect).ToList();
        var open = run.Arms.Where(a => !a.IsControl && a.Verdict is (Contracts.Verdict.Inconclusive or Contracts.Verdict.Pending)).ToList();
        var parts = new List<string>();
        if (raises.Count > 0)
        {
            parts.Add($"Raises failures: {string.Join("; ", raises.Select(a => $"{a.Name} ({a.Setting})"))}.");
        }

        if (excluded.Count > 0)
        {
            parts.Add($"No effect as large as was asked about: {string.Join("; ", excluded.Select(a => $"{a.Name} ({a.Setting})"))}.");
        }

        if (open.Count > 0)
        {
            parts.Add($"{(run.EndedAt is null ? "Not decided yet" : "Inconclusive")}: {string.Join("; ", open.Select(a => $"{a.Name} ({a.Setting})"))}.");
        }

        return run.State == RunState.Failed ? $"The run failed: {run.Error}" : string.Join(" ", parts);
    }

    /// <summary>A part of the set-up as a sentence.</summary>
    public static string Fact(SetUpFact fact) => $"{char.ToUpperInvariant(fact.Name[0])}{fact.Name[1..]}: {fact.Text}.";

    /// <summary>What happened beside the calls that count: attempts that were made again, a client's own requests, silences.</summary>
    public static IEnumerable<string> Beside(RunView run)
    {
        foreach (var arm in run.Arms.Where(a => a.Attempts > 0))
        {
            var parts = new List<string> { $"{Count(arm.Attempts, "attempt")} for {Count(arm.Calls + arm.AuxiliaryCalls, "request")} ({((double)arm.Attempts / Math.Max(1, arm.Calls + arm.AuxiliaryCalls)).ToString("0.00", CultureInfo.InvariantCulture)} each)" };
            if (arm.AuxiliaryCalls > 0)
            {
                parts.Add($"of these {Count(arm.AuxiliaryCalls, "auxiliary one")}, {arm.AuxiliaryFailures} of which failed (they count in no rate)");
            }

            if (arm.Stalls > 0)
            {
                parts.Add($"{Count(arm.Stalls, "silence")} inside replies above the bound");
            }

            yield return $"{arm.Name}: {string.Join("; ", parts)}.";
        }
    }

    public static string Rate(ArmView arm) => arm is { FailureRate: { } rate, Interval: [var low, var high] }
        ? $"{rate:0.0%} ({low:0.0%} to {high:0.0%})"
        : "no calls";

    public static string Evidence(ArmView arm) => arm is { Evidence: { } evidence, EvidenceNeeded: { } needed }
        ? $"{Short(evidence)} of {Short(needed)}"
        : "";

    public static string Verdict(ArmView arm) => arm.IsControl ? "control" : Words.Kebab(arm.Verdict).Replace('-', ' ');

    public static string Connection(Call call) => call.Attempts.LastOrDefault()?.Connection switch
    {
        null => "none came about",
        { RequestsBefore: 0 } => "fresh",
        { } reused => $"reused after {reused.Idle.TotalSeconds:0.00} s idle, {reused.Age.TotalSeconds:0.0} s old",
    };

    /// <summary>What the user would have read, by each client.</summary>
    public static string Printed(Call call) => string.Join(" / ", call.WouldPrint.Select(p => p.Text));

    public static string Span(RunView run) => (run.StartedAt, run.EndedAt) switch
    {
        ({ } from, { } to) => $"{from:yyyy-MM-dd HH:mm:ss} UTC, {(to - from).TotalSeconds:0} s",
        ({ } from, null) => $"begun {from:yyyy-MM-dd HH:mm:ss} UTC and still going on",
        _ => "not begun",
    };

    private static string Count(long number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {noun}{(number == 1 ? "" : "s")}");

    private static string Short(double value) => value >= 10_000 ? value.ToString("0.0e+0") : value.ToString("0.##");
}
