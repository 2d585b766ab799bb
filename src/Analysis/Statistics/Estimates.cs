namespace Lab.Analysis.Statistics;

/// <summary>How large failure rates and their differences are: posterior intervals of the beta-binomial model. Estimates, never verdicts.</summary>
/// <remarks>
/// A trial's failures are beta-binomial with the arm's rate p and a correlation ρ of the trial's calls. p has Jeffreys' prior
/// Beta(½, ½); ρ, unknown, is integrated over Beta(1, 9) with a thin tail to .8, so that trials that fail in bursts give wider intervals than the
/// same failures spread evenly. The arms' rates are taken as independent. The model has one rate an arm for the whole run: a drift
/// counts as spread. In simulations of 10 and 40 blocks the 95 %
/// intervals held the truth in 92 % to 100 % of runs for ρ up to .2, but in 67 % to 99 % at ρ = .6: where nearly whole trials fail together, no
/// interval knows of the bursts that have not come yet. Read at the moment a verdict falls, a difference tends to look larger than it is.
/// Source: Brown, Cai and DasGupta 2001, Statistical Science 16(2), for the prior and its ends.
/// </remarks>
public static class Estimates
{
    /// <summary>The central interval of an arm's failure rate; it reaches 0 where no call failed, and 1 where all did.</summary>
    /// <param name="trials">The arm's trials, in any order. Without a call the interval is 0 to 1.</param>
    /// <param name="credibility">The posterior probability inside, in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="credibility"/> is out of its range.</exception>
    public static CredibleInterval Rate(IReadOnlyCollection<TrialOutcome> trials, double credibility = .95)
    {
        StoppingRule.CheckShare(credibility, nameof(credibility));

        var failures = trials.Sum(trial => (long)trial.Failures);
        var calls = trials.Sum(trial => (long)trial.Calls);
        if (calls == 0)
        {
            return new(0, 1);
        }

        var posterior = new RatePosterior(trials);
        var tail = (1 - credibility) / 2;
        return new(failures == 0 ? 0 : posterior.Quantile(tail), failures == calls ? 1 : posterior.Quantile(1 - tail));
    }

    /// <summary>The central interval of the arm's failure rate minus the control's.</summary>
    /// <param name="arm">The arm's trials.</param>
    /// <param name="control">The control's trials. Where either made no call the interval is −1 to 1.</param>
    /// <param name="credibility">The posterior probability inside, in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="credibility"/> is out of its range.</exception>
    public static CredibleInterval Difference(IReadOnlyCollection<TrialOutcome> arm, IReadOnlyCollection<TrialOutcome> control, double credibility = .95)
    {
        StoppingRule.CheckShare(credibility, nameof(credibility));

        if (arm.All(trial => trial.Calls == 0) || control.All(trial => trial.Calls == 0))
        {
            return new(-1, 1);
        }

        var (ofArm, ofControl) = (new RatePosterior(arm), new RatePosterior(control));
        var tail = (1 - credibility) / 2;
        return new(Quantile(tail), Quantile(1 - tail));

        double Quantile(double probability)
        {
            var (low, high) = (-1.0, 1.0);
            while (high - low > 1e-7)
            {
                var middle = (low + high) / 2;
                var below = ofControl.Mean(rate => ofArm.Below(rate + middle));
                (low, high) = below < probability ? (middle, high) : (low, middle);
            }

            return (low + high) / 2;
        }
    }
}
