using Lab.Analysis.Design;
using Lab.Analysis.Statistics;

namespace Lab.Benchmarks.Verdict;

/// <summary>How often the 95 % intervals hold the truth. They are estimates: the sheet promises no figure, 95 is what they aim at.</summary>
internal static class Coverage
{
    /// <summary>An interval takes some milliseconds; a tenth of the runs measures its coverage well enough.</summary>
    private static int Fewer(int runs) => Math.Max(1, runs / 10);

    public static Table Table(int runs, long seed) => new(
        "Coverage of the 95 % intervals (aim: 95 %)",
        [
            .. from blocks in (int[])[10, 40]
               from rho in (double[])[0, .05, .2, .6]
               from rates in ((double Control, double Arm)[])[(.01, .01), (.05, .05), (.01, .10), (.05, .10)]
               from row in Cells(rates.Control, rates.Arm, rho, blocks, Fewer(runs), seed)
               select row,
        ]);

    public static Table AtTheVerdict(int runs, long seed) => new(
        "Coverage of the difference read at the moment an arm is found to raise failures (ρ = 0.05, cap 40)",
        [
            .. from rates in ((double Control, double Arm)[])[(.01, .10), (0, .05), (.01, .05), (.05, .10)]
               select Stopped(rates.Control, rates.Arm, Fewer(runs), seed),
        ]);

    private static IEnumerable<Row> Cells(double control, double arm, double rho, int blocks, int runs, long seed)
    {
        var (ofControl, ofArm) = (new TrialSimulator(control, rho, 60), new TrialSimulator(arm, rho, 60));
        var (rateHeld, differenceHeld) = (0, 0);

        for (var run = 0; run < runs; run++)
        {
            var random = SeededRandom.Of(seed, "coverage", run.ToString());
            var (armTrials, controlTrials) = (new List<TrialOutcome>(), new List<TrialOutcome>());
            for (var block = 0; block < blocks; block++)
            {
                armTrials.Add(new(ofArm.Next(random), 60));
                controlTrials.Add(new(ofControl.Next(random), 60));
            }

            rateHeld += Holds(Estimates.Rate(armTrials), arm);
            differenceHeld += Holds(Estimates.Difference(armTrials, controlTrials), arm - control);
        }

        var name = $"{blocks} blocks, ρ = {rho}, {FalseAlarms.Percent(control)} → {FalseAlarms.Percent(arm)}";
        yield return new($"{name}, arm's rate", 100.0 * rateHeld / runs, " %");
        yield return new($"{name}, difference", 100.0 * differenceHeld / runs, " %");
    }

    private static Row Stopped(double control, double arm, int runs, long seed)
    {
        var (ofControl, ofArm) = (new TrialSimulator(control, .05, 60), new TrialSimulator(arm, .05, 60));
        var (held, found) = (0, 0);

        for (var run = 0; run < runs; run++)
        {
            var random = SeededRandom.Of(seed, "coverage-at-verdict", run.ToString());
            var evidence = new RandomisationEvidence();
            var (armTrials, controlTrials) = (new List<TrialOutcome>(), new List<TrialOutcome>());

            while (armTrials.Count < 40 && evidence.Value < 20)
            {
                armTrials.Add(new(ofArm.Next(random), 60));
                controlTrials.Add(new(ofControl.Next(random), 60));
                evidence.Add(new(armTrials[^1].Failures, 60, controlTrials[^1].Failures, 60));
            }

            if (evidence.Value >= 20)
            {
                found++;
                held += Holds(Estimates.Difference(armTrials, controlTrials), arm - control);
            }
        }

        return new($"{FalseAlarms.Percent(control)} → {FalseAlarms.Percent(arm)}", found == 0 ? double.NaN : 100.0 * held / found, " %", Note: $"found in {found} of {runs} runs");
    }

    private static int Holds(CredibleInterval interval, double truth) => interval.Low <= truth && truth <= interval.High ? 1 : 0;
}
