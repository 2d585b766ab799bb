namespace Lab.Analysis.Statistics;

/// <summary>What a trial counted: how many of its calls failed.</summary>
public sealed record TrialOutcome
{
    /// <param name="failures">Calls that failed, 0 to <paramref name="calls"/>.</param>
    /// <param name="calls">Calls made, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The counts are not possible together.</exception>
    public TrialOutcome(int failures, int calls)
    {
        Counts.Check(failures, calls, "trial");
        (Failures, Calls) = (failures, calls);
    }

    /// <summary>Calls that failed.</summary>
    public int Failures { get; }

    /// <summary>Calls made.</summary>
    public int Calls { get; }
}

/// <summary>The rule that counts of failures and calls keep.</summary>
internal static class Counts
{
    public static void Check(int failures, int calls, string of)
    {
        if (calls < 0 || failures < 0 || failures > calls)
        {
            throw new ArgumentOutOfRangeException(
                nameof(failures), $"The {of} counts {failures} failures in {calls} calls; calls are 0 or more, and failures 0 to the number of calls.");
        }
    }
}
