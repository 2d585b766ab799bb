using System.Text.RegularExpressions;
using Lab.Contracts;
using Lab.VmController.Tart;

namespace Lab.VmController.Api;

/// <summary>What a spec must be, with every fault named at once.</summary>
internal static partial class SpecRules
{
    private const int MostCpus = 64;
    private const int LeastMemoryMiB = 64;
    private const int MostMemoryMiB = 1 << 20;

    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLease = TimeSpan.FromHours(24);

    /// <summary>The faults by field; empty when there are none.</summary>
    public static Dictionary<string, string[]> Faults(string name, VmSpec spec)
    {
        var faults = new Dictionary<string, string[]>();
        Require(LabNames.IsValid(name), "name", name, LabNames.Rule);
        Require(spec.Image is null || Image().IsMatch(spec.Image), "image", spec.Image, "It must be a local VM's name or a registry reference: letters, digits and . _ : / @ -, beginning with a letter or digit.");
        Require(spec.Cpu is >= 1 and <= MostCpus, "cpu", spec.Cpu, $"It must be 1 to {MostCpus}.");
        Require(spec.MemoryMiB is >= LeastMemoryMiB and <= MostMemoryMiB, "memoryMiB", spec.MemoryMiB, $"It must be {LeastMemoryMiB} to {MostMemoryMiB} MiB.");
        Require(NetworkMode.Parse(spec.Network) is not null, "network", spec.Network, NetworkMode.Rule);
        Require(spec.Lease >= ShortestLease && spec.Lease <= LongestLease, "lease", spec.Lease.TotalSeconds, $"It must be {ShortestLease.TotalSeconds:0} to {LongestLease.TotalSeconds:0} seconds.");
        return faults;

        void Require(bool holds, string field, object? value, string rule)
        {
            if (!holds)
            {
                faults[field] = [$"'{value}' cannot be taken. {rule}"];
            }
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}\z")]
    private static partial Regex Image();
}
