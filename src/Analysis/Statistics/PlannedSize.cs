using Lab.Analysis.Design;

namespace Lab.Analysis.Statistics;

/// <summary>What a plan assumes about the world; the verdict itself assumes none of it.</summary>
/// <param name="ControlRate">The control's failure rate, in [0, 1).</param>
/// <param name="CallsPerTrial">Calls in a trial, 1 or more.</param>
/// <param name="Rho">Correlation of two calls of a trial, in [0, 1).</param>
/// <param name="Arms">Arms besides the control, 1 or more. One of them has the effect; it needs Arms/α.</param>
/// <param name="Alpha">The bound on the chance of a false verdict, in (0, 1).</param>
public sealed record PlanAssumptions(double ControlRate, int CallsPerTrial = 60, double Rho = .05, int Arms = 1, double Alpha = .05);

/// <summary>How many blocks an effect takes.</summary>
/// <param name="Mean">Mean blocks until the evidence is enough, the cap where it was not.</param>
/// <param name="Percentile95">The blocks that 95 % of runs need at most; the cap where more than 5 % need more.</param>
/// <param name="Found">The share of runs that found the effect within the cap, 0..1.</param>
public sealed record ExpectedBlocks(double Mean, int Percentile95, double Found);

/// <summary>How large a run has to be, found before it starts by simulating runs with the evidence that it will use.</summary>
/// <remarks>Estimates from beta-binomial trials. The same arguments give the same answer; a few hundred runs take some tenths of a second.</remarks>
public static class PlannedSize
{
    /// <summary>How many blocks an arm takes to be found that raises the rate by <paramref name="effect"/>.</summary>
    /// <param name="plan">The assumptions.</param>
    /// <param name="effect">The rise of the rate, in [0, 1 − control rate].</param>
    /// <param name="cap">The most blocks, 1 or more.</param>
    /// <param name="seed">All chance comes from it.</param>
    /// <param name="runs">Simulated runs, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static ExpectedBlocks BlocksFor(PlanAssumptions plan, double effect, int cap, long seed, int runs = 400)
    {
        Check(plan, cap, runs);
        if (!(effect >= 0 && plan.ControlRate + effect <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(effect), effect, $"A rise of {effect} from {plan.ControlRate} is no rate; it must lie in 0 to {1 - plan.ControlRate}.");
        }

        var needed = Math.Log(plan.Arms / plan.Alpha);
        var control = new TrialSimulator(plan.ControlRate, plan.Rho, plan.CallsPerTrial);
        var arm = new TrialSimulator(plan.ControlRate + effect, plan.Rho, plan.CallsPerTrial);
        var blocks = new int[runs];
        var found = 0;

        for (var run = 0; run < runs; run++)
        {
            var random = SeededRandom.Of(seed, "planned-size", run.ToString());
            var evidence = new RandomisationEvidence();

            while (blocks[run] < cap && evidence.LogValue < needed)
            {
                evidence.Add(new(arm.Next(random), plan.CallsPerTrial, control.Next(random), plan.CallsPerTrial));
                blocks[run]++;
            }

            found += evidence.LogValue >= needed ? 1 : 0;
        }

        Array.Sort(blocks);
        return new(blocks.Average(), blocks[(int)Math.Ceiling(.95 * runs) - 1], (double)found / runs);
    }

    /// <summary>The least rise of the rate that <paramref name="blocks"/> blocks find with 80 % power, to a tenth of a percentage point; null where not even 1 is found.</summary>
    /// <param name="plan">The assumptions.</param>
    /// <param name="blocks">The run's blocks, 1 or more.</param>
    /// <param name="seed">All chance comes from it.</param>
    /// <param name="runs">Simulated runs for each rise that is tried, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static double? SmallestEffect(PlanAssumptions plan, int blocks, long seed, int runs = 400)
    {
        const double Power = .8;
        const double Step = .001;

        Check(plan, blocks, runs);

        // The same chance for every rise makes the found share grow with the rise, run by run, so that halving is right.
        var (low, high) = (0, (int)Math.Floor((1 - plan.ControlRate) / Step));
        if (BlocksFor(plan, high * Step, blocks, seed, runs).Found < Power)
        {
            return null;
        }

        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = BlocksFor(plan, middle * Step, blocks, seed, runs).Found >= Power ? (low, middle) : (middle, high);
        }

        return high * Step;
    }

    private static void Check(PlanAssumptions plan, int blocks, int runs)
    {
        ArgumentNullException.ThrowIfNull(plan);
        StoppingRule.CheckShare(plan.Alpha, nameof(plan.Alpha));
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.Arms, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
    }
}
