using Lab.VmController.Tart;

namespace Lab.VmController.Reconciling;

/// <summary>How far the lab has brought a machine.</summary>
internal enum Phase
{
    /// <summary>Nothing done: nothing of it exists.</summary>
    Pending,

    /// <summary>Turned down before anything was done: nothing of it exists that is the lab's.</summary>
    Refused,

    /// <summary>Something of its name exists that an earlier life of the lab left.</summary>
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

/// <summary>The table of the reconciler: what is wanted, how far it has come, what is seen, and whether its process lives decide the next step.</summary>
internal static class Transitions
{
    public static Step Next(bool wanted, Phase phase, Sighting seen, ProcessState run) => (wanted, phase) switch
    {
        (false, Phase.Pending or Phase.Refused) => Step.Forget,
        (false, _) => Undo(seen, run, whenGone: Step.Forget),
        (true, Phase.Leftover) => Undo(seen, run, whenGone: Step.Create),
        (true, Phase.Pending) => seen switch
        {
            Sighting.Inconclusive => Step.Wait,
            Sighting.Absent => Step.Create,
            _ => Step.RefuseTaken,
        },
        (true, Phase.Created) => seen switch
        {
            Sighting.Inconclusive => Step.Wait,
            Sighting.Absent => Step.FailLost,
            Sighting.Stopped => Step.Start,
            _ => Step.FailUnasked,
        },

        // That the process has ended was seen at first hand; it holds whatever the list says.
        (true, Phase.Starting or Phase.Ready) when run != ProcessState.Alive => Step.FailEnded,
        (true, Phase.Starting) => seen switch
        {
            Sighting.Absent => Step.FailLost,
            Sighting.Running => Step.Probe,
            _ => Step.Wait,
        },
        (true, Phase.Ready) => seen switch
        {
            Sighting.Absent => Step.FailLost,
            Sighting.Stopped => Step.Doubt,
            _ => Step.Wait,
        },
        _ => Step.Wait,
    };

    /// <summary>A machine is gone only when the list no longer has it and its process has ended.</summary>
    private static Step Undo(Sighting seen, ProcessState run, Step whenGone) => (seen, run) switch
    {
        (_, ProcessState.Alive) => Step.Stop,
        (Sighting.Inconclusive, _) => Step.Wait,
        (Sighting.Running, _) => Step.Stop,
        (Sighting.Stopped, _) => Step.Delete,
        _ => whenGone,
    };
}
