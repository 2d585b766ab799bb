using Lab.Contracts;

namespace Lab.VmController.Api;

/// <summary>What the machines of a run must be, with every fault named at once.</summary>
internal static class SetRules
{
    /// <summary>The faults by field; empty when there are none.</summary>
    public static Dictionary<string, string[]> Faults(string runId, VmSet set)
    {
        var faults = SpecRules.Faults(set);
        if (!LabNames.IsRun(runId))
        {
            faults["runId"] = [$"'{runId}' cannot be taken. {LabNames.RunRule}"];
        }

        return faults;
    }
}
