using Lab.Contracts;

namespace Lab.Coordinator.Pages.Live;

/// <summary>A run with its trials, as a page shows it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Trials">Its trials in order, those to come included as far as the order is fixed.</param>
public sealed record RunPicture(RunView Run, IReadOnlyList<TrialView> Trials)
{
    /// <summary>Whether it can still change.</summary>
    public bool IsLive => Run.State is RunState.Queued or RunState.Running;

    /// <summary>The picture after an event; null when the event tells of a trial that the picture does not have, and the trials must be read again.</summary>
    public RunPicture? After(RunEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);

        if (happened.Trial is not { } trial)
        {
            return this with { Run = happened.Run };
        }

        var trials = Trials.ToArray();
        var place = Array.FindIndex(trials, t => t.Id == trial.Id);
        if (place < 0)
        {
            return null;
        }

        trials[place] = trial;
        return new RunPicture(happened.Run, trials);
    }
}
