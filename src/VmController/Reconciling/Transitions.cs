using System.Diagnostics;
using Lab.VmController.Tart;

namespace Lab.VmController.Reconciling;

/// <summary>How far the lab has brought a machine.</summary>
internal enum Phase
{
    /// <summary>Nothing done: nothing of it exists.</summary>
    Pending,

    /// <summary>Turned down before anything was done: nothing of it exists that is the lab's.</summary>
    Refused,

    /// <summary>Something of its name exists that an earlier life of the lab left, or that nobody asked for.</summary>
    Leftover,

    /// <summary>Its cloning was begun; once no step is under way it is cloned and set up.</summary>
    Created,

    /// <summary>Started, not ready.</summary>
    Starting,

    Ready,

    /// <summary>Something went wrong after it was begun; what exists of it is the lab's.</summary>
    Failed,
}

/// <summary>What <c>tart list</c> said of a machine.</summary>
internal enum Sighting
{
    /// <summary>There was no usable answer: not the same as absent or stopped.</summary>
    Inconclusive,

    Absent,
    Stopped,
    Running,
}

/// <summary>What the host's interfaces say of a machine that the list no longer has and whose process has ended.</summary>
internal enum Traces
{
    /// <summary>Nothing that can be a machine's came since the lab's machines were started, or machines still run whose it may be.</summary>
    None,

    /// <summary>Something came since and is still there, though no machine runs.</summary>
    Left,

    /// <summary>The interfaces could not be looked at: not the same as none.</summary>
    Unknown,

    /// <summary>The time for waiting is over; what is still there is said where the machine is forgotten.</summary>
    GivenUp,
}

/// <summary>What is to be done next with a machine.</summary>
internal enum Step
{
    Wait,

    /// <summary>Clone and set up.</summary>
    Create,

    Start,

    /// <summary>Ask whether it is ready.</summary>
    Probe,

    Stop,
    Delete,

    /// <summary>It is gone, and the host still shows something of it: look again.</summary>
    AwaitHost,

    /// <summary>It is gone: drop it from the books.</summary>
    Forget,

    /// <summary>A machine of that name exists which the lab did not make.</summary>
    RefuseTaken,

    /// <summary>It ended by itself.</summary>
    FailEnded,

    /// <summary>Its files are gone though nobody of the lab deleted them.</summary>
    FailLost,

    /// <summary>It runs, and the lab did not start it.</summary>
    FailUnasked,

    /// <summary>What is seen contradicts itself.</summary>
    Doubt,
}

/// <summary>The table of the reconciler: what is wanted, how far it has come, what is seen, whether its processes live, and what the host still shows decide the next step.</summary>
internal static class Transitions
{
    public static Step Next(bool wanted, Phase phase, Sighting seen, ProcessState run, Traces traces) => (wanted, phase) switch
    {
        // Nothing of that name is the lab's, so what is seen is somebody else's.
        (false, Phase.Pending or Phase.Refused) => Step.Forget,
        (false, Phase.Leftover or Phase.Created or Phase.Starting or Phase.Ready or Phase.Failed) => Undo(seen, run, traces, whenGone: Step.Forget),
        (true, Phase.Leftover) => Undo(seen, run, traces, whenGone: Step.Create),
        (true, Phase.Pending) => seen switch
        {
            Sighting.Inconclusive => Step.Wait,
            Sighting.Absent => Step.Create,
            Sighting.Stopped or Sighting.Running => Step.RefuseTaken,
            _ => throw new UnreachableException(),
        },
        (true, Phase.Refused or Phase.Failed) => Step.Wait,
        (true, Phase.Created) => seen switch
        {
            Sighting.Inconclusive => Step.Wait,
            Sighting.Absent => Step.FailLost,
            Sighting.Stopped => Step.Start,
            Sighting.Running => Step.FailUnasked,
            _ => throw new UnreachableException(),
        },
        (true, Phase.Starting or Phase.Ready) => run switch
        {
            ProcessState.Alive => Watch(phase, seen),

            // That the process has ended was seen at first hand; it holds whatever the list says.
            ProcessState.None or ProcessState.Remains or ProcessState.Ended => Step.FailEnded,
            _ => throw new UnreachableException(),
        },
        _ => throw new UnreachableException(),
    };

    private static Step Watch(Phase phase, Sighting seen) => seen switch
    {
        Sighting.Inconclusive => Step.Wait,
        Sighting.Absent => Step.FailLost,
        Sighting.Stopped => phase == Phase.Ready ? Step.Doubt : Step.Wait,
        Sighting.Running => phase == Phase.Ready ? Step.Wait : Step.Probe,
        _ => throw new UnreachableException(),
    };

    /// <summary>A machine is gone only when the list, its processes and the host's interfaces agree.</summary>
    private static Step Undo(Sighting seen, ProcessState run, Traces traces, Step whenGone) => (run, seen) switch
    {
        (ProcessState.Alive or ProcessState.Remains, _) => Step.Stop,
        (ProcessState.None or ProcessState.Ended, Sighting.Inconclusive) => Step.Wait,
        (ProcessState.None or ProcessState.Ended, Sighting.Running) => Step.Stop,
        (ProcessState.None or ProcessState.Ended, Sighting.Stopped) => Step.Delete,
        (ProcessState.None or ProcessState.Ended, Sighting.Absent) => traces switch
        {
            Traces.None or Traces.GivenUp => whenGone,
            Traces.Left or Traces.Unknown => Step.AwaitHost,
            _ => throw new UnreachableException(),
        },
        _ => throw new UnreachableException(),
    };
}
