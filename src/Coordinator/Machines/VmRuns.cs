using Lab.Contracts;
using Lab.Coordinator.Experiments;
using Lab.Coordinator.Factors;
using Lab.Coordinator.Runs;

namespace Lab.Coordinator.Machines;

/// <summary>Finds the runs that want machines of their own.</summary>
internal sealed class VmRuns(RunBook book)
{
    /// <summary>As many runs as are looked through for one that waits or goes on.</summary>
    private const int Most = 200;

    /// <summary>What an experiment's arms want.</summary>
    public static IReadOnlyList<VmSetting> SettingsOf(Experiment experiment) => [.. experiment.Arms.SelectMany(a => a.Factors).OfType<VmSetting>().Distinct()];

    /// <summary>Why machines by hand would be in the way; null when no run that waits or goes on has arms with machines.</summary>
    public async Task<string?> InTheWay()
    {
        foreach (var id in await book.Ids(Most))
        {
            if (await book.Find(id) is { HasEnded: false } run && SettingsOf(book.ExperimentOf(run)).Count > 0)
            {
                return $"The run {run.Id} of {run.Experiment} is {Words.Kebab(run.State)}, and some of its arms have VMs: machines by hand would be in every arm of it, the control's too. Wait until it has ended, or stop it.";
            }
        }

        return null;
    }
}
