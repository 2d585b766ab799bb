using Lab.Contracts;
using Lab.VmController.Backends;
using Lab.VmController.Tart;

namespace Lab.VmController.Preflight;

/// <summary>One thing that is looked at before machines are started. It changes nothing.</summary>
internal interface IPreflightCheck
{
    /// <summary>What is looked at, as the finding calls it.</summary>
    string Name { get; }

    /// <summary>What was found; null where it does not concern the machines asked about, or this host. An exception or a time-out becomes "unknown" with its reason.</summary>
    Task<PreflightFinding?> Look(PreflightQuestion question, CancellationToken cancellation);
}

/// <summary>What somebody means to ask for, and of what.</summary>
/// <param name="Set">The machines.</param>
/// <param name="Network">Their network.</param>
/// <param name="Backend">What would run them.</param>
/// <param name="Tart">Its command line.</param>
/// <param name="Machines">What <c>tart list</c> says; asked once for all checks.</param>
internal sealed record PreflightQuestion(VmSet Set, NetworkMode Network, Backend Backend, TartClient Tart, Task<TartListing> Machines)
{
    public ImageName Image => ImageName.Of(Set.Spec.Image ?? Backend.DefaultImage);

    /// <summary>Whether it speaks of Tart on macOS: what only vmnet and Apple's hypervisor have does not concern others.</summary>
    public bool IsTart => !Backend.IsStandIn;

    /// <summary>A stand-in whose machines are virtual machines.</summary>
    public bool IsQemu => Backend is { IsStandIn: true, View.IsVirtualMachine: true };
}

/// <summary>Findings in the words of their check.</summary>
internal static class Findings
{
    public static PreflightFinding Fine(this IPreflightCheck check, string detail) => new(check.Name, CheckResult.Fine, detail);

    public static PreflightFinding Warns(this IPreflightCheck check, string detail, string fix) => new(check.Name, CheckResult.Warning, detail, fix);

    public static PreflightFinding Fails(this IPreflightCheck check, string detail, string fix) => new(check.Name, CheckResult.Fails, detail, fix);

    public static PreflightFinding Unknown(this IPreflightCheck check, string because, string? fix = null) => new(check.Name, CheckResult.Unknown, because, fix);
}
