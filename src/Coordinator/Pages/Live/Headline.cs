using Lab.Contracts;
using Lab.Coordinator.Pages.Parts;

namespace Lab.Coordinator.Pages.Live;

/// <summary>What a run has found, in a sentence that says no more than the run does.</summary>
/// <param name="Tone"><c>bad</c>, <c>good</c>, <c>open</c> or <c>live</c>: how the sentence is coloured.</param>
/// <param name="Glyph">Its sign, for those who do not see colours.</param>
/// <param name="Text">The sentence.</param>
internal sealed record Headline(string Tone, string Glyph, string Text)
{
    /// <summary>The headline of a run as it is.</summary>
    public static Headline Of(RunView run)
    {
        ArgumentNullException.ThrowIfNull(run);

        var arms = run.Arms.Where(a => !a.IsControl).ToArray();
        var raising = Names(arms, Verdict.RaisesFailures);
        var harmless = Names(arms, Verdict.NoEffect);
        var undecided = arms.Where(a => a.Verdict is Verdict.Pending or Verdict.Inconclusive).Select(a => a.Name).ToArray();

        if (raising.Length > 0)
        {
            var amount = raising.Length == 1 && arms.First(a => a.Verdict == Verdict.RaisesFailures).Difference is [var low, var high]
                ? $", by an estimated {Human.PointsRange(low, high)}"
                : "";
            return new Headline("bad", "▲", $"{Human.Listed(raising)} {(raising.Length == 1 ? "raises" : "raise")} failures{amount}.{Rest(run, undecided)}");
        }

        if (run.State == RunState.Failed)
        {
            return new Headline("bad", "✕", "The run failed, and says nothing of its arms.");
        }

        if (harmless.Length > 0)
        {
            return new Headline("good", "=", $"{Human.Listed(harmless)} {(harmless.Length == 1 ? "does" : "do")} not raise failures by δ or more.{Rest(run, undecided)}");
        }

        return run.State switch
        {
            RunState.Queued => new Headline("live", "◷", "Waiting for its turn on the host."),
            RunState.Running => new Headline("live", "…", "No verdict yet."),
            RunState.Stopped => new Headline("open", "■", "Stopped before a verdict. What was seen is below."),
            _ => new Headline("open", "?", "Inconclusive: the evidence carries no verdict."),
        };
    }

    private static string Rest(RunView run, string[] undecided) => (undecided.Length, run.State) switch
    {
        (0, _) => "",
        (_, RunState.Running or RunState.Queued) => $" No verdict yet on {Human.Listed(undecided)}.",
        _ => $" Inconclusive on {Human.Listed(undecided)}.",
    };

    private static string[] Names(IEnumerable<ArmView> arms, Verdict verdict) => [.. arms.Where(a => a.Verdict == verdict).Select(a => a.Name)];
}
