using System.ComponentModel.DataAnnotations;

namespace Lab.LoadGenerator.Work;

/// <summary>How much one replica takes on.</summary>
internal sealed class LoadGeneratorOptions
{
    /// <summary>Lanes at once.</summary>
    [Range(1, 20_000)]
    public int MaxLanes { get; set; } = 2_000;
}
