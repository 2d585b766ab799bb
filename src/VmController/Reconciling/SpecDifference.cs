using Lab.Contracts;

namespace Lab.VmController.Reconciling;

/// <summary>What two specs say differently; a lease is no difference.</summary>
internal static class SpecDifference
{
    /// <summary>Every difference in one line; empty where there is none.</summary>
    public static string Between(VmSpec now, VmSpec asked)
    {
        List<string> differences = [];
        Compare("image", now.Image, asked.Image);
        Compare("cpu", now.Cpu, asked.Cpu);
        Compare("memoryMiB", now.MemoryMiB, asked.MemoryMiB);
        Compare("network", now.Network, asked.Network);
        Compare("softnet", now.Softnet, asked.Softnet);
        return string.Join(", ", differences);

        void Compare<T>(string field, T current, T wanted)
        {
            if (!Equals(current, wanted))
            {
                differences.Add($"{field} is {current?.ToString() ?? "the default"}, asked for {wanted?.ToString() ?? "the default"}");
            }
        }
    }
}
