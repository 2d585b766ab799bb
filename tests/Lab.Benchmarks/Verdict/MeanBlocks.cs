using Lab.Analysis.Statistics;

namespace Lab.Benchmarks.Verdict;

/// <summary>How many blocks an effect takes.</summary>
internal static class MeanBlocks
{
    private static readonly (double Control, double Arm, double Mean, int Percentile95, double? FourArmTrials)[] Effects =
    [
        (.01, .10, 6.7, 12, 37),
        (0, .05, 6.9, 10, 37),
        (0, .30, 5.0, 5, 28),
        (.01, .05, 13.6, 32, null),
        (.05, .10, 26.6, 65, null),
    ];

    public static Table Table(int runs, long seed) => new(
        "Blocks until one arm is found, ρ = 0.05, no cap in practice (200)",
        [
            .. Effects.SelectMany<(double Control, double Arm, double Mean, int Percentile95, double? FourArmTrials), Row>(effect =>
            {
                var blocks = PlannedSize.BlocksFor(new(effect.Control), effect.Arm - effect.Control, 200, seed, runs);
                var name = $"{FalseAlarms.Percent(effect.Control)} → {FalseAlarms.Percent(effect.Arm)}";
                return [new($"{name}, mean", blocks.Mean, "", effect.Mean), new($"{name}, 95th percentile", blocks.Percentile95, "", effect.Percentile95)];
            }),
        ]);

    public static Table FourArms(int runs, long seed) => new(
        "Trials of a run of the control and three arms, until the one with an effect is found (evidence 60)",
        [
            .. from effect in Effects
               let blocks = PlannedSize.BlocksFor(new(effect.Control, Arms: 3), effect.Arm - effect.Control, 200, seed, runs)
               select new Row($"{FalseAlarms.Percent(effect.Control)} → {FalseAlarms.Percent(effect.Arm)}", 4 * blocks.Mean, "", effect.FourArmTrials),
        ]);
}
