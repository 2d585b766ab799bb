using System.Text.RegularExpressions;
using Lab.Contracts;

namespace Lab.VmController.Ballast;

/// <summary>What a ballast's spec must be, with every fault named at once.</summary>
internal static partial class BallastRules
{
    private const int MostMemoryMiB = 1 << 20;

    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLease = TimeSpan.FromHours(24);

    /// <summary>Whether a ballast can have the name.</summary>
    public static bool IsName(string name) => Name().IsMatch(name);

    /// <summary>The faults by field; empty when there are none.</summary>
    /// <param name="name">Its name; null where only the load is asked about.</param>
    /// <param name="spec">What is asked for.</param>
    /// <param name="hostCores">How many cores this host has.</param>
    public static Dictionary<string, string[]> Faults(string? name, BallastSpec spec, int hostCores)
    {
        var faults = new Dictionary<string, string[]>();
        Require(name is null || IsName(name), "name", name, "A ballast's name is lab-RUN-ballast: 'lab-', up to 40 letters, digits or dashes, and '-ballast'.");
        Require(spec.MemoryMiB is >= 0 and <= MostMemoryMiB, "memoryMiB", spec.MemoryMiB, $"It must be 0 to {MostMemoryMiB} MiB.");
        Require(spec.Cores >= 0 && spec.Cores <= hostCores, "cores", spec.Cores, $"It must be 0 to {hostCores}, the cores of this host; a fraction is a share of one core's time.");
        Require(spec.MemoryMiB != 0 || spec.Cores != 0, "memoryMiB", 0, "Without cores it would be no load: give memoryMiB or cores above 0.");
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

    [GeneratedRegex(@"\Alab-[A-Za-z0-9][A-Za-z0-9-]{0,39}-ballast\z")]
    private static partial Regex Name();
}
