using System.Text.Json;
using Lab.Contracts;

namespace Lab.Coordinator.Runs;

/// <summary>A run as the store keeps it: enough to go on with it after a crash.</summary>
internal sealed record RunDocument
{
    public required string Id { get; init; }

    public required string Experiment { get; init; }

    /// <summary>The YAML as it was when the run was asked for, so that a later edit of the catalog changes nothing.</summary>
    public required string Definition { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Overrides { get; init; }

    public required long Seed { get; init; }

    /// <summary>The commitment to the seed, stored before the first trial.</summary>
    public required string SeedHash { get; init; }

    /// <summary>What the probe looks at; where sessions go is known in each trial.</summary>
    public required Target Target { get; init; }

    /// <summary>Whether the definition is that of the catalog's experiment of this name, and not sent with the request.</summary>
    public bool IsOfCatalog { get; init; }

    public required RunState State { get; init; }

    public string? Error { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What has to be had before the first block and is on its way; null while nothing is.</summary>
    public string? Preparing { get; init; }

    /// <summary>What was learned on the way that limits what the run could see.</summary>
    public IReadOnlyList<string> Scope { get; init; } = [];

    /// <summary>How the run left the host.</summary>
    public IReadOnlyList<string> HostAfter { get; init; } = [];

    /// <summary>The run as it was shown at its end; from then on it is not computed anew.</summary>
    public RunView? Final { get; init; }

    public bool HasEnded => State is not (RunState.Queued or RunState.Running);

    public RunDocument WithScope(string note) => Scope.Contains(note) ? this : this with { Scope = [.. Scope, note] };
}

/// <summary>A trial as the store keeps it.</summary>
internal sealed record TrialDocument
{
    /// <summary>From 1, over all blocks of the run.</summary>
    public required int Number { get; init; }

    public required string Id { get; init; }

    public required int Block { get; init; }

    public required int Place { get; init; }

    public required string Arm { get; init; }

    public TrialPhase Phase { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? LoadStartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public int Calls { get; init; }

    public int Failures { get; init; }

    public int Attempts { get; init; }

    public int AuxiliaryCalls { get; init; }

    public int AuxiliaryFailures { get; init; }

    public int Stalls { get; init; }

    /// <summary>How its calls failed, by signature.</summary>
    public IReadOnlyDictionary<string, long> Signatures { get; init; } = new Dictionary<string, long>();

    /// <summary>The worst lateness of a load-generator during the load.</summary>
    public TimeSpan WorstLateness { get; init; }

    public string? Void { get; init; }

    /// <summary>The trial's W3C trace context.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Where its sessions go, as it was at its set-up.</summary>
    public Target? Target { get; init; }

    /// <summary>Which life of the emulator took the trial's plan.</summary>
    public string? EmulatorInstance { get; init; }

    public bool Counts => Phase == TrialPhase.Done && Void is null;

    public TrialView View() => new()
    {
        Id = Id,
        Block = Block,
        Place = Place,
        Arm = Arm,
        Phase = Phase,
        StartedAt = StartedAt,
        EndedAt = EndedAt,
        Calls = Calls,
        Failures = Failures,
        Attempts = Attempts,
        AuxiliaryCalls = AuxiliaryCalls,
        AuxiliaryFailures = AuxiliaryFailures,
        Stalls = Stalls,
        Lateness = WorstLateness,
        Void = Void,
        TraceId = TraceParent?.Split('-') is [_, var trace, ..] ? trace : null,
    };
}
