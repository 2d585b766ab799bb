using System.Diagnostics;
using Lab.Ballast;
using Lab.Contracts;
using Lab.VmController.Tart;

namespace Lab.VmController.Ballast;

/// <summary>One ballast in the books: what is wanted and how far it has come. Guarded by the books' lock.</summary>
internal sealed class BallastEntry(string name, BallastSpec spec, ActivityContext askedBy, DateTimeOffset now)
{
    private BallastState _state = BallastState.Filling;

    public string Name => name;

    public BallastSpec Spec { get; set; } = spec;

    /// <summary>The trace of whoever asked last; its steps go on in it.</summary>
    public ActivityContext AskedBy { get; set; } = askedBy;

    public bool Wanted { get; set; } = true;

    /// <summary>Why it is no longer wanted.</summary>
    public string Because { get; set; } = "";

    public DateTimeOffset LeaseUntil { get; set; } = now + spec.Lease;

    public DateTimeOffset Since { get; private set; } = now;

    public BallastState State => Wanted ? _state : BallastState.Stopping;

    public RunProcess? Process { get; set; }

    /// <summary>From the start of its process until it is ready.</summary>
    public Activity? Filling { get; set; }

    /// <summary>From the first signal to its end.</summary>
    public Activity? Ending { get; set; }

    /// <summary>When it was first told to end; null before.</summary>
    public long? ToldToEndAt { get; set; }

    /// <summary>What it said last, and when.</summary>
    public (string Line, Figures? Figures, long At) Said { get; set; } = ("", null, 0);

    public (string Text, string Advice)? Error { get; set; }

    public void Become(BallastState state, DateTimeOffset at)
    {
        if (_state != state)
        {
            (_state, Since) = (state, at);
        }
    }

    public void Drop(string because, DateTimeOffset at) => (Wanted, Because, Since) = (false, because, at);

    public BallastView View() => new()
    {
        Name = name,
        Owner = BallastNames.OwnerOf(name) ?? name,
        State = State,
        Spec = Spec,
        ProcessId = Process?.Id,
        ResidentMiB = Said.Figures is { IsFilled: true } filled ? filled.ResidentMiB : null,
        BusyCores = Said.Figures?.Cores,
        Since = Since,
        LeaseUntil = LeaseUntil,
        Error = Error?.Text,
        Advice = Error?.Advice,
    };
}
