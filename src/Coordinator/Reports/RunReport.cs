using Lab.Contracts;

namespace Lab.Coordinator.Reports;

/// <summary>All that a report says.</summary>
/// <param name="Run">The run with its verdicts.</param>
/// <param name="Trials">Its trials.</param>
/// <param name="FirstFailures">The first failed calls.</param>
/// <param name="Host">What is told of the host.</param>
/// <param name="Lab">Where this lab is.</param>
internal sealed record RunReport(RunView Run, IReadOnlyList<TrialView> Trials, IReadOnlyList<Call> FirstFailures, HostFacts Host, string Lab);

/// <summary>What a report tells of the host: enough to compare with another's, and no address or name of the user's.</summary>
/// <param name="System">The operating system.</param>
/// <param name="Processors">Logical processors.</param>
/// <param name="MemoryGiB">Memory.</param>
internal sealed record HostFacts(string System, int? Processors, double? MemoryGiB)
{
    public static HostFacts Of(HostSnapshot? host) => host is null
        ? new HostFacts("not seen by the probe", null, null)
        : new HostFacts(host.System, host.Processors?.Count, host.Memory is { } memory ? Math.Round(memory.TotalBytes / Math.Pow(1024, 3), 1) : null);

    public override string ToString() => string.Join(", ", new[]
    {
        System,
        Processors is { } count ? $"{count} processors" : null,
        MemoryGiB is { } size ? $"{size} GiB of memory" : null,
    }.OfType<string>());
}
