using Lab.Ballast;
using Lab.Contracts;

namespace Lab.VmController.Ballast;

/// <summary>What a ballast says of itself, and what follows from it.</summary>
/// <param name="State">The state that it is in.</param>
/// <param name="Said">Its last line, and when that came.</param>
/// <param name="Error">What is wrong; null where nothing is.</param>
internal sealed record BallastHearing(BallastState State, (string Line, Figures? Figures, long At) Said, (string Text, string Advice)? Error)
{
    /// <summary>Below this share of its memory a ballast is no longer the load that was asked for.</summary>
    private const double Enough = 0.98;

    /// <summary>It speaks every second; on a host that swaps it may be late.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(20);

    public static BallastHearing Of(BallastEntry entry, string output, TimeProvider clock)
    {
        var line = LastLine(output);
        (string Line, Figures? Figures, long At) said = line == entry.Said.Line ? entry.Said : (line, Figures.Parse(line), clock.GetTimestamp());
        if (clock.GetElapsedTime(said.At) > LongestSilence)
        {
            return new BallastHearing(BallastState.Failed, said, ($"The ballast has said nothing for {LongestSilence.TotalSeconds:0} s, so what it takes is not known.", "Was its process halted, or does the host swap? Look at memory pressure on the host at that time."));
        }

        if (said.Figures is not { IsFilled: true } figures)
        {
            return new BallastHearing(BallastState.Filling, said, null);
        }

        return figures.ResidentMiB >= entry.Spec.MemoryMiB * Enough
            ? new BallastHearing(BallastState.Ready, said, null)
            : new BallastHearing(BallastState.Filling, said, ($"At {clock.GetUtcNow():HH:mm:ss}Z only {figures.ResidentMiB} MiB of its {entry.Spec.MemoryMiB} MiB were in the host's memory; the rest was swapped out.", "The host has not the memory for it: ask for less, or close other programs."));
    }

    /// <summary>The last whole line; one that is being written is left for the next look.</summary>
    private static string LastLine(string output)
    {
        var end = output.LastIndexOf('\n');
        return end < 0 ? "" : output[(output.LastIndexOf('\n', Math.Max(0, end - 1)) + 1)..end];
    }
}
