using Lab.Contracts;

namespace Lab.VmController.Api;

/// <summary>What the machines of a run must be, with every fault named at once.</summary>
internal static class SetRules
{
    /// <summary>The faults by field; empty when there are none.</summary>
    public static Dictionary<string, string[]> Faults(string runId, VmSet set)
    {
        var faults = new Dictionary<string, string[]>();
        if (!LabNames.IsRun(runId))
        {
            faults["runId"] = [$"'{runId}' cannot be taken. {LabNames.RunRule}"];
        }

        if (set.Count is < 0 or > VmSet.Most)
        {
            faults["count"] = [$"'{set.Count}' cannot be taken. It must be 0 to {VmSet.Most}."];
        }

        if (set.Spec is null)
        {
            faults["spec"] = ["It must be a VmSpec; {} takes every default."];
            return faults;
        }

        foreach (var (field, texts) in SpecRules.Faults(VmNames.For(VmNames.ByHand, 0), set.Spec))
        {
            faults[$"spec.{field}"] = texts;
        }

        return faults;
    }
}
