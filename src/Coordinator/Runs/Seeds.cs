using System.Globalization;
using Lab.Analysis.Design;

namespace Lab.Coordinator.Runs;

/// <summary>Seeds below a run's seed, one for each thing that draws.</summary>
internal static class Seeds
{
    /// <summary>What the emulator draws its faults from in a trial.</summary>
    public static long ForEmulator(long run, TrialDocument trial) => Child(run, "emulator", trial.Block, trial.Place);

    /// <summary>What a lane's sessions draw from.</summary>
    public static long ForLane(long run, TrialDocument trial, int lane) => Child(run, "lane", trial.Block, trial.Place, lane);

    /// <summary>What a block's arrivals are drawn from: the same for all its arms, so that they differ by their factors alone.</summary>
    public static long ForArrivals(long run, TrialDocument trial) => Child(run, "arrivals", trial.Block);

    /// <summary>0 or more, so that it reads and travels as any other seed.</summary>
    private static long Child(long run, string purpose, params ReadOnlySpan<int> numbers)
    {
        var labels = new string[numbers.Length + 1];
        labels[0] = purpose;
        for (var i = 0; i < numbers.Length; i++)
        {
            labels[i + 1] = numbers[i].ToString(CultureInfo.InvariantCulture);
        }

        return (long)(SeededRandom.Of(run, labels).NextBits() >> 1);
    }
}
