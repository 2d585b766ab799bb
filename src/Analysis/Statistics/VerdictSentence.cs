using Lab.Contracts;

namespace Lab.Analysis.Statistics;

/// <summary>Says a verdict in words that claim no more than the evidence carries: "no effect" never comes without its δ.</summary>
internal sealed class VerdictSentence(ArmVerdict verdict, StoppingRule rule, int arms, int? raisesAt, int? boundedAt, int blocks, BettingBound bound)
{
    public override string ToString() => verdict.Verdict switch
    {
        Verdict.RaisesFailures => $"Raises failures: {Raised(raisesAt!.Value)}. {Rates()}{Also()}",
        Verdict.NoEffect => $"No effect of {Delta} or more: {Bounded(boundedAt!.Value)}. A smaller effect is not excluded. {Rates()}{Also()}",
        Verdict.Inconclusive => $"Inconclusive after {Blocks(blocks)}, where the run ended: {Standing()}. {Rates()}",
        _ => $"Not decided after {Blocks(blocks)}: {Standing()}. {Rates()}",
    };

    private string Delta => $"δ = {Points(rule.Delta)}";

    private string Raised(int at) =>
        $"the evidence reached {Number(verdict.EvidenceCourse[at - 1])} at block {at} and needed {Number(verdict.EvidenceNeeded)} "
        + $"(a false alarm has a chance of at most {Percent(rule.Alpha)} (α){(arms > 1 ? $" over all {arms} arms" : "")}, whenever the run stops)";

    private string Bounded(int at) =>
        $"the evidence against a rise of {Delta} or more reached {Number(bound.Course[at - 1])} at block {at} and needed {Number(verdict.BoundNeeded)} "
        + $"(wrong with a chance of at most {Percent(rule.Alpha)} (α){(arms > 1 ? " for this arm, not over all arms" : "")}, whenever the run stops)";

    private string Standing() =>
        $"the evidence that it raises failures is {Number(verdict.Evidence)} of {Number(verdict.EvidenceNeeded)} needed, "
        + $"that it does not raise them by {Delta} or more {Number(verdict.BoundEvidence)} of {Number(verdict.BoundNeeded)} (α = {Percent(rule.Alpha)})";

    private string Also() => (raisesAt, boundedAt) switch
    {
        ({ } raises, { } bounded) when raises <= bounded => $" A rise of {Delta} or more is excluded: {Bounded(bounded)}.",
        ({ } raises, { }) => $" It does raise failures, by less than that: {Raised(raises)}.",
        _ => "",
    };

    private string Rates() => (verdict.Rate.Observed, verdict.ControlRate.Observed) switch
    {
        ({ } rate, { } control) =>
            $"{Percent(rate)} of {verdict.Rate.Calls} calls failed, against {Percent(control)} of the control's {verdict.ControlRate.Calls}; "
            + $"the estimated difference is {Signed(verdict.Difference.Low)} to {Signed(verdict.Difference.High)} percentage points (95 % credible).",
        _ => "There are no calls to compare yet.",
    };

    private static string Blocks(int count) => count == 1 ? "1 block" : $"{count} blocks";

    private static string Percent(double share) => $"{100 * share:0.##} %";

    private static string Points(double share) => $"{100 * share:0.##} percentage points";

    private static string Signed(double share) => (100 * share).ToString("+0.0;−0.0;0.0");

    private static string Number(double value) => value switch
    {
        >= 1e6 => value.ToString("0.0e+0"),
        >= 100 => value.ToString("0"),
        >= .01 or 0 => value.ToString("0.##"),
        _ => "less than 0.01",
    };
}
