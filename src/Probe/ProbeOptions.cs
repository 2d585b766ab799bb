using System.ComponentModel.DataAnnotations;

namespace Lab.Probe;

/// <summary>The probe's limits: it must never harm what it measures. Section <c>Probe</c>.</summary>
internal sealed class ProbeOptions
{
    /// <summary>How long one probe may take, its lookup, connection and handshake together.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Probes under way at once, over all targets and schedules.</summary>
    [Range(1, 1024)]
    public int MaxSockets { get; set; } = 32;

    /// <summary>Addresses of one family that are dialled in a round; the rest of a long answer is only listed.</summary>
    [Range(1, 16)]
    public int MaxAddresses { get; set; } = 4;

    /// <summary>Lookups under way at once. The system's resolver cannot be told to stop, so a dead one holds each for longer than <see cref="Timeout"/>.</summary>
    [Range(2, 64)]
    public int MaxLookups { get; set; } = 8;

    /// <summary>How long one command that reads the host (macOS) may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>A schedule's look takes a host snapshot that is at most this old; the snapshot says its own time.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan HostEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Schedules at once, one a run.</summary>
    [Range(1, 64)]
    public int MaxWatches { get; set; } = 8;
}
