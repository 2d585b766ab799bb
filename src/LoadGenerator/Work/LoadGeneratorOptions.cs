using System.ComponentModel.DataAnnotations;

namespace Lab.LoadGenerator.Work;

/// <summary>How much one replica takes on.</summary>
internal sealed class LoadGeneratorOptions
{
    /// <summary>Lanes at once. One that waits takes some 10 KB, and a connection at a time.</summary>
    [Range(1, 20_000)]
    public int MaxLanes { get; set; } = 10_000;

    /// <summary>The real <c>claude</c> command for workloads with <c>driver: claude-cli</c>; several (of different generations) are separated as on PATH. Empty takes the one on PATH.</summary>
    public string? ClaudePath { get; set; }

    /// <summary>How long one session of it may take before it is killed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ClaudeTimeLimit { get; set; } = TimeSpan.FromMinutes(30);
}
