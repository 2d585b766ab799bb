using Lab.Contracts;

namespace Lab.Analysis.Statistics;

/// <summary>Turns the blocks of a run into verdicts. The same blocks always give the same verdicts, after a restart too.</summary>
/// <remarks>
/// "Raises failures" is named by e-Holm: the chance that any arm is named falsely, at any time, is at most α over all arms.
/// "No effect of δ or more" is each arm's own betting bound: the chance that it is said of an arm falsely is at most α for
/// that arm, not over all. An arm keeps the first verdict it reaches; where one block reaches both, it raises failures.
/// </remarks>
public static class VerdictRule
{
    /// <summary>Judges a run after its blocks so far.</summary>
    /// <param name="arms">Every arm but the control, 1 or more, from the first block on; an arm that left the run early has fewer blocks.</param>
    /// <param name="rule">The stopping rule, as fixed before the first trial.</param>
    /// <exception cref="ArgumentException"><paramref name="arms"/> is empty.</exception>
    public static RunVerdict Judge(IReadOnlyList<ArmBlocks> arms, StoppingRule rule)
    {
        ArgumentNullException.ThrowIfNull(arms);
        ArgumentNullException.ThrowIfNull(rule);
        if (arms.Count == 0)
        {
            throw new ArgumentException("There is no arm to judge; name at least one besides the control.", nameof(arms));
        }

        var holm = new EHolm(arms.Count, rule.Alpha);
        ArmEvidence[] evidence = [.. arms.Select(_ => new ArmEvidence(rule))];
        var blocksDone = arms.Max(arm => arm.Blocks.Count);

        for (var block = 0; block < blocksDone; block++)
        {
            for (var arm = 0; arm < arms.Count; arm++)
            {
                if (block < arms[arm].Blocks.Count)
                {
                    evidence[arm].Add(arms[arm].Blocks[block]);
                }
            }

            holm.Observe([.. evidence.Select(arm => arm.Raises.Value)]);

            for (var arm = 0; arm < arms.Count; arm++)
            {
                evidence[arm].Note(block + 1, holm.IsNamed(arm));
            }
        }

        var isDecided = evidence.All(arm => arm.DecidedAt is not null);
        var mustStop = isDecided || blocksDone >= rule.MaxBlocks;
        var verdicts = arms.Select((arm, index) => evidence[index].Verdict(arm, holm.Needed(index), mustStop, arms.Count));

        return new([.. verdicts], blocksDone, isDecided, mustStop);
    }

    /// <summary>Both kinds of evidence of one arm, and when each was enough.</summary>
    private sealed class ArmEvidence(StoppingRule rule)
    {
        private readonly BettingBound _bound = new(rule.Delta);

        public RandomisationEvidence Raises { get; } = new();

        public int? RaisesAt { get; private set; }

        public int? BoundedAt { get; private set; }

        public int? DecidedAt => (RaisesAt, BoundedAt) is ({ } raises, { } bounded) ? Math.Min(raises, bounded) : RaisesAt ?? BoundedAt;

        public void Add(BlockOutcome block)
        {
            Raises.Add(block);
            _bound.Add(block);
        }

        public void Note(int block, bool raises)
        {
            RaisesAt ??= raises ? block : null;
            BoundedAt ??= _bound.Value >= 1 / rule.Alpha ? block : null;
        }

        public ArmVerdict Verdict(ArmBlocks arm, double needed, bool stopped, int arms)
        {
            TrialOutcome[] ofArm = [.. arm.Blocks.Select(block => block.Arm)];
            TrialOutcome[] ofControl = [.. arm.Blocks.Select(block => block.Control)];

            var verdict = new ArmVerdict
            {
                Arm = arm.Arm,
                Verdict = DecidedAt is null ? (stopped ? Contracts.Verdict.Inconclusive : Contracts.Verdict.Pending)
                    : RaisesAt == DecidedAt ? Contracts.Verdict.RaisesFailures : Contracts.Verdict.NoEffect,
                DecidedAtBlock = DecidedAt,
                Evidence = Raises.Value,
                EvidenceCourse = Raises.Course,
                EvidenceNeeded = needed,
                BoundEvidence = _bound.Value,
                BoundNeeded = 1 / rule.Alpha,
                Rate = RateSummary.Of(ofArm),
                ControlRate = RateSummary.Of(ofControl),
                Difference = Estimates.Difference(ofArm, ofControl),
                Because = "",
            };

            return verdict with { Because = new VerdictSentence(verdict, rule, arms, RaisesAt, BoundedAt, arm.Blocks.Count, _bound).ToString() };
        }
    }
}
