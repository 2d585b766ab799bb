using System.Text.RegularExpressions;
using Lab.Contracts;
using Lab.VmController.Tart;

namespace Lab.VmController.Api;

/// <summary>What a spec must be, with every fault named at once.</summary>
internal static partial class SpecRules
{
    public const string ImageRule = "It must be a local VM's name or a registry reference: letters, digits and . _ : / @ -, beginning with a letter or digit, without an empty part, '.' or '..' between slashes.";

    private const int MostCpus = 64;
    private const int LeastMemoryMiB = 64;
    private const int MostMemoryMiB = 1 << 20;

    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLease = TimeSpan.FromHours(24);

    /// <summary>The faults of one machine by field; empty when there are none.</summary>
    public static Dictionary<string, string[]> Faults(string name, VmSpec spec)
    {
        var faults = new Faulty();
        faults.Require(LabNames.IsValid(name), "name", name, LabNames.Rule);
        AddFaults(faults, "", spec);
        return faults.ByField;
    }

    /// <summary>The faults of a set of machines by field; empty when there are none.</summary>
    public static Dictionary<string, string[]> Faults(VmSet set)
    {
        var faults = new Faulty();
        faults.Require(set.Count is >= 0 and <= VmSet.Most, "count", set.Count, $"It must be 0 to {VmSet.Most}.");
        if (set.Spec is null)
        {
            faults.Add("spec", "It must be a VmSpec; {} takes every default.");
            return faults.ByField;
        }

        AddFaults(faults, "spec.", set.Spec);
        if (set.Count > 1 && set.Spec.Softnet?.Expose is { Count: > 0 })
        {
            faults.Add("spec.softnet.expose", $"A port of the host leads into one machine, and {set.Count} are asked for. Ask for one, or expose nothing.");
        }

        return faults.ByField;
    }

    /// <summary>Whether a text can be an image's name or reference, and nothing else.</summary>
    public static bool IsImage(string image) => Image().IsMatch(image) && image.Split('/').All(p => p is not ("" or "." or ".."));

    private static void AddFaults(Faulty faults, string path, VmSpec spec)
    {
        faults.Require(spec.Image is null || IsImage(spec.Image), $"{path}image", spec.Image, ImageRule);
        faults.Require(spec.Cpu is >= 1 and <= MostCpus, $"{path}cpu", spec.Cpu, $"It must be 1 to {MostCpus}.");
        faults.Require(spec.MemoryMiB is >= LeastMemoryMiB and <= MostMemoryMiB, $"{path}memoryMiB", spec.MemoryMiB, $"It must be {LeastMemoryMiB} to {MostMemoryMiB} MiB.");
        faults.Require(NetworkMode.Parse(spec.Network) is not null, $"{path}network", spec.Network, NetworkMode.Rule);
        faults.Require(spec.Lease >= ShortestLease && spec.Lease <= LongestLease, $"{path}lease", spec.Lease.TotalSeconds, $"It must be {ShortestLease.TotalSeconds:0} to {LongestLease.TotalSeconds:0} seconds.");
        foreach (var (field, fault) in spec.Softnet is { } rules ? SoftnetFaults.Of(spec.Network ?? "", rules) : [])
        {
            faults.Add($"{path}{field}", fault);
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}\z")]
    private static partial Regex Image();

    /// <summary>Faults as they are found.</summary>
    private sealed class Faulty
    {
        public Dictionary<string, string[]> ByField { get; } = [];

        public void Require(bool holds, string field, object? value, string rule)
        {
            if (!holds)
            {
                Add(field, $"'{Shown.Of(value)}' cannot be taken. {rule}");
            }
        }

        public void Add(string field, string fault) => ByField[field] = [.. ByField.GetValueOrDefault(field) ?? [], fault];
    }
}
