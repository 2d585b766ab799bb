using System.Diagnostics;
using Lab.Contracts;
using Lab.VmController.Backends;
using Lab.VmController.Reconciling;

namespace Lab.VmController.Ballast;

/// <summary>Takes ballasts on, or says everything that speaks against it.</summary>
internal sealed class BallastIntake(BallastBooks books, Admission admission, SoleUse soleUse)
{
    private static readonly int HostCores = Environment.ProcessorCount;

    /// <summary>Takes a ballast on or renews its lease; else the faults by field.</summary>
    public async Task<(BallastAsked? Asked, Dictionary<string, string[]> Faults)> Ask(string name, BallastSpec spec, ActivityContext askedBy, CancellationToken cancellation)
    {
        var faults = BallastRules.Faults(name, spec, HostCores);
        if (faults.Count == 0 && books.Renew(name, spec) is { } known)
        {
            return (known, faults);
        }

        BallastAsked? asked = null;
        if (!faults.ContainsKey("memoryMiB")
            && await admission.Admit(name, spec.MemoryMiB, () => asked = faults.Count == 0 ? books.Begin(name, spec, askedBy) : null, cancellation) is { } refusal)
        {
            faults["memoryMiB"] = [$"{refusal.Text} {refusal.Advice}"];
        }

        return (asked, faults);
    }

    /// <summary>Whether the host could take a load now; nothing is begun.</summary>
    public async Task<PreflightReport> Check(BallastSpec spec, CancellationToken cancellation)
    {
        var faults = BallastRules.Faults(null, spec, HostCores);
        var memory = faults.ContainsKey("memoryMiB") ? null : await admission.Admit("a ballast", spec.MemoryMiB, () => { }, cancellation);
        var findings = new List<PreflightFinding>
        {
            memory is not null ? new("memory", CheckResult.Fails, memory.Text, memory.Advice) : Finding("memory", "memoryMiB", $"{spec.MemoryMiB} MiB can be had."),
            Finding("cores", "cores", $"{spec.Cores} of this host's {HostCores} cores."),
        };
        if (faults.ContainsKey("lease"))
        {
            findings.Add(Finding("lease", "lease", ""));
        }

        if (soleUse.Problem() is { } taken)
        {
            findings.Add(new PreflightFinding("data directory", CheckResult.Fails, taken));
        }

        return new PreflightReport(findings, MissingImage: null);

        PreflightFinding Finding(string check, string field, string fine) =>
            faults.TryGetValue(field, out var fault) ? new(check, CheckResult.Fails, $"{field}: {fault[0]}") : new(check, CheckResult.Fine, fine);
    }
}
