using System.Diagnostics;
using Lab.Contracts;
using Lab.VmController.Tart;

namespace Lab.VmController.Reconciling;

/// <summary>One machine in the books: what is wanted and how far it has come. Guarded by the fleet's lock.</summary>
internal sealed class Machine(string name, VmSpec spec, ActivityContext askedBy, DateTimeOffset now, long timestamp)
{
    private VmState _shown = VmState.Pending;

    public string Name => name;

    public VmSpec Spec { get; set; } = spec;

    /// <summary>The trace of whoever asked last; its steps go on in it.</summary>
    public ActivityContext AskedBy { get; set; } = askedBy;

    public bool Wanted { get; set; } = true;

    /// <summary>When and why it was no longer wanted.</summary>
    public (DateTimeOffset At, string Because) Dropped { get; set; }

    public Phase Phase { get; set; } = Phase.Pending;

    public DateTimeOffset LeaseUntil { get; set; } = now + spec.Lease;

    public DateTimeOffset Since { get; private set; } = now;

    public string? Ip { get; set; }

    public TartError? Error { get; set; }

    /// <summary>Why its state is not known at the moment; null while it is.</summary>
    public TartError? Uncertain { get; set; }

    public TimeSpan? BootTime { get; set; }

    /// <summary>Why it was not ready when it was last asked.</summary>
    public TartError? NotReady { get; set; }

    /// <summary>What runs it, as pages call it; null before it is begun.</summary>
    public string? RunBy { get; set; }

    /// <summary>What of the host is still there though it is gone.</summary>
    public IReadOnlyList<string> Traces { get; set; } = [];

    /// <summary>Since when the list and its process say that it is gone, and the host's interfaces do not.</summary>
    public DateTimeOffset? TracesSince { get; set; }

    public RunProcess? Process { get; set; }

    /// <summary>From the start command on; null before it.</summary>
    public (long Timestamp, Activity? Span)? Boot { get; set; }

    /// <summary>Whether it was said how a boot ended that came to nothing.</summary>
    public bool HasBootEnded { get; set; }

    /// <summary>Whether a step is under way.</summary>
    public bool IsBusy { get; set; }

    /// <summary>When it was asked for, or its last step ended: a look that began before is out of date. It may have missed a machine of that name, which a clone would silently replace.</summary>
    public long ActedAt { get; set; } = timestamp;

    /// <summary>Not before this is the next step tried, after steps that failed.</summary>
    public DateTimeOffset NextTry { get; set; }

    public int FailedTries { get; set; }

    /// <summary>Ends the step under way, where it can be ended.</summary>
    public CancellationTokenSource Unwanted { get; set; } = new();

    /// <summary>Whether something of it that is the lab's exists, or soon will.</summary>
    public bool IsBegun => IsBusy || Phase is not (Phase.Pending or Phase.Refused);

    public ProcessState Run => Process?.State ?? ProcessState.None;

    public bool IsInMotion => !Wanted || Uncertain is not null || Phase is not (Phase.Ready or Phase.Failed or Phase.Refused);

    /// <summary>To be called after each change, for the time of the last change of state.</summary>
    public void Note(DateTimeOffset at)
    {
        if (_shown != State)
        {
            _shown = State;
            Since = at;
        }
    }

    public VmView View() => new()
    {
        Name = name,
        State = State,
        Spec = Spec,
        Ip = Ip,
        Since = Since,
        Owner = VmNames.OwnerOf(name),
        LeaseUntil = LeaseUntil,
        Error = (Error ?? Uncertain)?.Text,
        Advice = (Error ?? Uncertain)?.Advice,
        Machine = RunBy,
        Traces = Traces,
        BootTime = BootTime,
    };

    public VmState State => this switch
    {
        { Wanted: true, Phase: Phase.Failed or Phase.Refused } => VmState.Failed,
        { Uncertain: not null, IsBusy: false } => VmState.Unknown,
        { Wanted: false } => VmState.Stopping,
        { Phase: Phase.Pending or Phase.Leftover } => VmState.Pending,
        { Phase: Phase.Created } => VmState.Creating,
        { Phase: Phase.Starting } => VmState.Starting,
        _ => VmState.Ready,
    };
}
