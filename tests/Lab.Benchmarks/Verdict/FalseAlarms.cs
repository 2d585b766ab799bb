using Lab.Analysis.Design;
using Lab.Analysis.Statistics;

namespace Lab.Benchmarks.Verdict;

/// <summary>How often an arm without an effect is said to raise failures, when the run looks after each of 40 blocks.</summary>
internal static class FalseAlarms
{
    private static readonly double[] Rates = [.01, .05, .10];

    public static Table OneArm(int runs, long seed) => new(
        "False alarms, one arm, looking after each of 40 blocks (at most 5 % is guaranteed)",
        [
            .. from rho in (double[])[0, .02, .05, .1, .2]
               from rate in Rates
               select Measure($"{Percent(rate)}, ρ = {rho}", rate, rho, Courses.Steady, runs, seed),
            .. from course in (Func<double, int, SeededRandom, double[]>[])[Courses.Drift, Courses.Trend, Courses.Cycle]
               from rate in Rates
               select Measure($"{Percent(rate)}, ρ = 0.05, {course.Method.Name.ToLowerInvariant()}", rate, .05, course, runs, seed),
        ]);

    /// <summary>The sheet's figure is for trials of equal size; here the arm makes half of the control's calls, or twice as many.</summary>
    public static Table UnequalTrials(int runs, long seed) => new(
        "False alarms where the arm's trials always make fewer or more calls than the control's",
        [
            .. from calls in (int[])[30, 59, 120]
               from rate in Rates
               let arm = new TrialSimulator(rate, .05, calls)
               let control = new TrialSimulator(rate, .05, 60)
               select new Row($"{Percent(rate)}, arm {calls} calls, control 60", Simulation.Percent(runs, seed, $"unequal-{calls}-{rate}", (random, _) =>
                   Reaches(1, () => new(arm.Next(random), calls, control.Next(random), 60))), " %"),
        ]);

    public static Table SeveralArms(int runs, long seed) => new(
        "False alarms over all of three arms that share a control (e-Holm: at most 5 % over all)",
        [
            new("5 %, 5 %, and one arm that rises to 15 %", FalseNames(runs, seed, new(.05, .05, 60), new(.15, .05, 60)), " %"),
            .. from rate in Rates
               let trials = new TrialSimulator(rate, .05, 60)
               select new Row($"{Percent(rate)}, ρ = 0.05", FalseNames(runs, seed, trials, trials), " %"),
        ]);

    /// <summary>What the coin is for: the same evidence where the order is fixed.</summary>
    public static Table WithoutChance(int runs, long seed) => new(
        "False alarms at 10 %, ρ = 0.05, where the order is not random (why BlockOrder exists)",
        [
            Measure("control, arm, control, arm under a cycle", .1, .05, Worst(Courses.Cycle), runs, seed, Alternating, (99.6, 99.6)),
            Measure("all control, then all arm under a trend", .1, .05, Courses.Trend, runs, seed, Halves, (99.3, 99.3)),
            Measure("random in blocks under the cycle", .1, .05, Worst(Courses.Cycle), runs, seed, null, (3, 3)),
            Measure("random in blocks under the trend", .1, .05, Courses.Trend, runs, seed, null, (3, 3)),
        ]);

    private static Row Measure(
        string name, double rate, double rho, Func<double, int, SeededRandom, double[]> course, int runs, long seed,
        Func<int, (int Arm, int Control)>? places = null, (double Low, double High)? sheet = null)
    {
        var simulation = new Simulation(rho);
        var measured = Simulation.Percent(runs, seed, name, (random, run) =>
        {
            var rates = course(rate, 2 * Courses.Blocks, random);
            var block = 0;

            return Reaches(1, () =>
            {
                var (arm, control) = places is null ? RandomPlaces(seed, run, block) : places(block);
                block++;
                return new(simulation.Draw(rates[arm], random), 60, simulation.Draw(rates[control], random), 60);
            });
        });

        (double Low, double High)? expected = sheet ?? (rho == .05 ? (2.7, 3.1) : null);
        return new(name, measured, " %", expected?.Low, expected?.High == expected?.Low ? null : expected?.High);
    }

    private static (int Arm, int Control) RandomPlaces(long seed, int run, int block)
    {
        var armFirst = BlockOrder.Of(seed + (1_000_003L * run), block + 1, ["arm", "control"])[0] == "arm";
        return armFirst ? (2 * block, (2 * block) + 1) : ((2 * block) + 1, 2 * block);
    }

    private static (int Arm, int Control) Alternating(int block) => ((2 * block) + 1, 2 * block);

    private static (int Arm, int Control) Halves(int block) => (Courses.Blocks + block, block);

    /// <summary>The arm's places are the bad ones.</summary>
    private static Func<double, int, SeededRandom, double[]> Worst(Func<double, int, SeededRandom, double[]> course) =>
        (rate, trials, random) => [.. course(rate, trials + 1, random).Skip(1)];

    private static bool Reaches(int arms, Func<BlockOutcome> next)
    {
        var evidence = new RandomisationEvidence();
        var needed = Math.Log(arms / .05);
        for (var block = 0; block < Courses.Blocks && evidence.LogValue < needed; block++)
        {
            evidence.Add(next());
        }

        return evidence.LogValue >= needed;
    }

    /// <summary>The share of runs that name the first or the second of three arms, which are like the control; the third may be.</summary>
    private static double FalseNames(int runs, long seed, TrialSimulator alike, TrialSimulator third) => Simulation.Percent(runs, seed, "several", (random, _) =>
    {
        RandomisationEvidence[] arms = [new(), new(), new()];
        var holm = new EHolm(arms.Length, .05);

        for (var block = 0; block < Courses.Blocks; block++)
        {
            var control = alike.Next(random);
            for (var arm = 0; arm < arms.Length; arm++)
            {
                arms[arm].Add(new((arm == 2 ? third : alike).Next(random), 60, control, 60));
            }

            holm.Observe([.. arms.Select(arm => arm.Value)]);
        }

        return holm.IsNamed(0) || holm.IsNamed(1) || (third == alike && holm.IsNamed(2));
    });

    internal static string Percent(double rate) => $"{100 * rate:0.##} %";
}
