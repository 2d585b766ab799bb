namespace Lab.Contracts;

/// <summary>A run as everybody sees it: the API, the pages, the report.</summary>
public sealed record RunView
{
    /// <summary>The run.</summary>
    public required string Id { get; init; }

    /// <summary>The experiment's name.</summary>
    public required string Experiment { get; init; }

    /// <summary>The experiment's question.</summary>
    public required string Question { get; init; }

    /// <summary>How far it has come.</summary>
    public required RunState State { get; init; }

    /// <summary>What it is doing now, in a few words.</summary>
    public string? Doing { get; init; }

    /// <summary>How much is done.</summary>
    public required RunProgress Progress { get; init; }

    /// <summary>The arms, the control first.</summary>
    public required IReadOnlyList<ArmView> Arms { get; init; }

    /// <summary>The cause, or unknown.</summary>
    public required CauseView Cause { get; init; }

    /// <summary>What the run excludes.</summary>
    public IReadOnlyList<RuledOut> RuledOut { get; init; } = [];

    /// <summary>What this run could not have seen.</summary>
    public IReadOnlyList<string> Scope { get; init; } = [];

    /// <summary>How the run left the host, in a sentence each; empty until its end.</summary>
    public IReadOnlyList<string> HostAfter { get; init; } = [];

    /// <summary>What the run consists of: the clients, how their sessions arrive, the way to the target.</summary>
    public IReadOnlyList<SetUpFact> SetUp { get; init; } = [];

    /// <summary>What to ask for to have the same run again.</summary>
    public NewRun? Again { get; init; }

    /// <summary>All chance of the run comes from it.</summary>
    public required long Seed { get; init; }

    /// <summary>What the sessions talked to.</summary>
    public required string Target { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its first trial began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }
}

/// <summary>A part of a run's set-up.</summary>
/// <param name="Name">What: <c>clients</c>.</param>
/// <param name="Text">How, in words.</param>
public sealed record SetUpFact(string Name, string Text);

/// <summary>How much of a run is done.</summary>
/// <param name="BlocksDone">Whole blocks whose evidence counts.</param>
/// <param name="BlocksMax">The cap.</param>
/// <param name="CallsDone">Calls made in all.</param>
/// <param name="EtaSeconds">Seconds until the cap at the pace so far: the longest it can take. Null before the first block and after the end.</param>
public sealed record RunProgress(int BlocksDone, int BlocksMax, long CallsDone, double? EtaSeconds);

/// <summary>An arm's part in a run.</summary>
public sealed record ArmView
{
    /// <summary>The arm's name.</summary>
    public required string Name { get; init; }

    /// <summary>What its factors are set to, in words.</summary>
    public string Setting { get; init; } = "";

    /// <summary>Whether the others are compared with it.</summary>
    public required bool IsControl { get; init; }

    /// <summary>Calls in whole blocks.</summary>
    public required long Calls { get; init; }

    /// <summary>How many of them failed.</summary>
    public required long Failures { get; init; }

    /// <summary>Attempts made for them and for auxiliary requests: more than both where a client tries again.</summary>
    public long Attempts { get; init; }

    /// <summary>A client's own requests beside the conversation; they count in no rate.</summary>
    public long AuxiliaryCalls { get; init; }

    /// <summary>How many of those failed.</summary>
    public long AuxiliaryFailures { get; init; }

    /// <summary>Silences inside bodies above the workload's bound.</summary>
    public long Stalls { get; init; }

    /// <summary>Failures by calls; null before the first call.</summary>
    public double? FailureRate { get; init; }

    /// <summary>A 95 % credible interval of the failure rate, an estimate: [low, high].</summary>
    public IReadOnlyList<double>? Interval { get; init; }

    /// <summary>A 95 % credible interval of the difference to the control's rate, an estimate: [low, high].</summary>
    public IReadOnlyList<double>? Difference { get; init; }

    /// <summary>The e-value against "no effect": 20 or more decides for a single arm. Null for the control.</summary>
    public double? Evidence { get; init; }

    /// <summary>The e-value's course, one value a block.</summary>
    public IReadOnlyList<double> EvidenceCourse { get; init; } = [];

    /// <summary>The bound that the evidence has to reach.</summary>
    public double? EvidenceNeeded { get; init; }

    /// <summary>What the run says of the arm; pending for the control too.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The verdict as a sentence with its δ, its guarantee and its numbers.</summary>
    public string? Because { get; init; }

    /// <summary>How its calls failed: signature and count, the most frequent first.</summary>
    public IReadOnlyList<SignatureCount> Signatures { get; init; } = [];
}

/// <summary>How often calls failed in one way.</summary>
/// <param name="Signature">Layer, kind and errno.</param>
/// <param name="Count">How often.</param>
public sealed record SignatureCount(string Signature, long Count);

/// <summary>The cause, as far as it is known.</summary>
/// <param name="Name">A cause of the catalog, or <c>unknown</c>.</param>
/// <param name="Posterior">Its posterior probability; null while unknown.</param>
/// <param name="Because">What it rests on, in a sentence.</param>
public sealed record CauseView(string Name, double? Posterior, string Because);

/// <summary>Something that a run excludes, and by what.</summary>
/// <param name="Cause">What.</param>
/// <param name="Because">By what.</param>
public sealed record RuledOut(string Cause, string Because);

/// <summary>A trial as everybody sees it.</summary>
public sealed record TrialView
{
    /// <summary>Unique over all runs.</summary>
    public required string Id { get; init; }

    /// <summary>The block, from 1.</summary>
    public required int Block { get; init; }

    /// <summary>Its place in the block, from 1.</summary>
    public required int Place { get; init; }

    /// <summary>The arm's name.</summary>
    public required string Arm { get; init; }

    /// <summary>How far it has come.</summary>
    public required TrialPhase Phase { get; init; }

    /// <summary>When its set-up began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its wash-out ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Calls made.</summary>
    public int Calls { get; init; }

    /// <summary>Calls that failed.</summary>
    public int Failures { get; init; }

    /// <summary>Attempts made, auxiliary requests included.</summary>
    public int Attempts { get; init; }

    /// <summary>A client's own requests beside the conversation; they do not count in the outcome.</summary>
    public int AuxiliaryCalls { get; init; }

    /// <summary>How many of those failed.</summary>
    public int AuxiliaryFailures { get; init; }

    /// <summary>Silences inside bodies above the workload's bound.</summary>
    public int Stalls { get; init; }

    /// <summary>How late a load-generator was by its own doing, at worst.</summary>
    public TimeSpan Lateness { get; init; }

    /// <summary>Why its block does not count; null when it does.</summary>
    public string? Void { get; init; }

    /// <summary>The trial's distributed trace.</summary>
    public string? TraceId { get; init; }
}

/// <summary>How far a trial has come.</summary>
public enum TrialPhase
{
    /// <summary>Not begun.</summary>
    Waiting,

    /// <summary>Its factors are being set.</summary>
    SettingUp,

    /// <summary>Waiting for the host to calm down.</summary>
    Settling,

    /// <summary>Its sessions run.</summary>
    Loading,

    /// <summary>Its factors are being undone.</summary>
    Undoing,

    /// <summary>Waiting for its traces to fade.</summary>
    WashingOut,

    /// <summary>Done.</summary>
    Done,
}
