using System.ComponentModel.DataAnnotations;

namespace Lab.LoadGenerator.Work;

/// <summary>How much one replica takes on.</summary>
internal sealed class LoadGeneratorOptions
{
    /// <summary>Lanes at once. One that waits takes some 10 KB, and a connection at a time.</summary>
    [Range(1, 20_000)]
    public int MaxLanes { get; set; } = 10_000;
}
