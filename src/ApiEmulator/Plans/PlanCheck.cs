using Lab.ApiEmulator.Journals;
using Lab.Contracts;

namespace Lab.ApiEmulator.Plans;

/// <summary>Finds everything that is wrong with a plan, all at once.</summary>
internal static class PlanCheck
{
    public const int MostEvents = 1_000_000;
    public const int MostEventBytes = 65_536;
    public const int MostText = 256 * 1024 * 1024;
    public const int MostToolUses = 10_000;
    public const int MostAtOnce = 64;
    public const int MostFaults = 100;

    private static readonly TimeSpan LongestPace = TimeSpan.FromHours(1);

    /// <summary>What is wrong, by field; empty when the plan is good.</summary>
    public static Dictionary<string, string[]> Run(EmulatorPlan plan) =>
        Complaints(plan).GroupBy(c => c.Field).ToDictionary(g => g.Key, g => g.Select(c => c.Text).ToArray());

    private static IEnumerable<Complaint> Complaints(EmulatorPlan plan)
    {
        if (string.IsNullOrWhiteSpace(plan.Id) || plan.Id.Length > 200)
        {
            yield return new("id", "Must be 1 to 200 characters: a trial's id, say.");
        }

        foreach (var complaint in Reply(plan.Reply).Concat(Bounds.Whole("journal", plan.Journal, 0, RequestJournal.Most)))
        {
            yield return complaint;
        }

        if (plan.Faults.Count > MostFaults)
        {
            yield return new("faults", $"Must be {MostFaults} at most; these are {plan.Faults.Count}.");
        }

        for (var i = 0; i < plan.Faults.Count; i++)
        {
            foreach (var (field, text) in Fault(plan.Faults[i]))
            {
                yield return new(field.Length == 0 ? $"faults[{i}]" : $"faults[{i}].{field}", text);
            }
        }
    }

    private static IEnumerable<Complaint> Reply(ReplyShape reply) =>
    [
        .. Bounds.Whole("reply.events", reply.Events, 0, MostEvents),
        .. Bounds.Whole("reply.eventBytes", reply.EventBytes, 1, MostEventBytes),
        .. (long)reply.Events * reply.EventBytes > MostText
            ? new Complaint[] { new("reply", $"The text of a reply, events times eventBytes, must be {MostText} characters at most; it is {(long)reply.Events * reply.EventBytes}.") }
            : [],
        .. reply.Pace < TimeSpan.Zero || reply.Pace > LongestPace
            ? new Complaint[] { new("reply.pace", $"Must be 0 to {LongestPace.TotalSeconds} seconds; it is {reply.Pace.TotalSeconds}.") }
            : [],
        .. Bounds.Whole("reply.toolUses", reply.ToolUses, 0, MostToolUses),
        .. Bounds.Whole("reply.parallelTools", reply.ParallelTools, 1, MostAtOnce),
        .. Bounds.Whole("reply.subagents", reply.Subagents, 0, MostAtOnce),
        .. Bounds.Whole("reply.subagentToolUses", reply.SubagentToolUses, 0, MostToolUses),
    ];

    private static IEnumerable<Complaint> Fault(FaultSpec? fault)
    {
        if (fault is null)
        {
            return [new("", "Must be a fault, not null.")];
        }

        return [.. Bounds.Share("probability", fault.Probability), .. FaultLevels.Check(fault)];
    }
}

/// <summary>Something wrong with a plan.</summary>
/// <param name="Field">Which field, as the JSON names it.</param>
/// <param name="Text">The rule, and what was given.</param>
internal readonly record struct Complaint(string Field, string Text);
