using System.Text.Json;

namespace Lab.Contracts;

/// <summary>Asks for a run. Either <see cref="Experiment"/> or <see cref="Definition"/> is given.</summary>
public sealed record NewRun
{
    /// <summary>The name of an experiment of the catalog.</summary>
    public string? Experiment { get; init; }

    /// <summary>An experiment's YAML.</summary>
    public string? Definition { get; init; }

    /// <summary>All chance of the run comes from it; drawn where not given. 0 or more.</summary>
    public long? Seed { get; init; }

    /// <summary>That the user agrees to what the run may send to the real API. Needed once, and again where a run may send more than was agreed to.</summary>
    public bool? Confirm { get; init; }

    /// <summary>Another target than the experiment's: <c>emulator</c>, <c>anthropic</c>, <c>anthropic-unauthenticated</c> or a URL.</summary>
    public string? Target { get; init; }

    /// <summary>Values that replace those of the definition, by their path: <c>{"design.max-blocks": 10}</c>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Overrides { get; init; }
}

/// <summary>Something that happened in a run, as its event stream tells it.</summary>
/// <param name="Type"><c>progress</c>, <c>trial</c> or <c>verdict</c>.</param>
/// <param name="At">When.</param>
/// <param name="Run">The run as it is now.</param>
/// <param name="Trial">The trial it is about, for <c>trial</c>.</param>
public sealed record RunEvent(string Type, DateTimeOffset At, RunView Run, TrialView? Trial = null);
