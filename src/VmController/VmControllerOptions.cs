using System.ComponentModel.DataAnnotations;

namespace Lab.VmController;

/// <summary>The settings under <c>VmController</c>.</summary>
internal sealed class VmControllerOptions
{
    /// <summary>Tart's executable; by default the one on PATH (macOS).</summary>
    public string? TartPath { get; init; }

    /// <summary>The stand-in's executable, used where there is no Tart.</summary>
    public string? StandInPath { get; init; }

    /// <summary>The executable that is a ballast; by default the one beside this service's own.</summary>
    public string? BallastPath { get; init; }

    /// <summary>Where the machines' files live (TART_HOME); by default Tart's own place, and for a stand-in one under the lab's data directory.</summary>
    public string? TartHome { get; init; }

    /// <summary>The image of a machine whose spec names none.</summary>
    public string? DefaultImage { get; init; }

    /// <summary>Memory in MiB that stays the host's.</summary>
    [Range(0, 1 << 20)]
    public int MemoryReserveMiB { get; init; } = 1024;

    /// <summary>The longest that a call of the command line may take, downloads apart.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:10:00")]
    public TimeSpan CallLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest that the download of an image may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "12:00:00")]
    public TimeSpan PullLimit { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>The longest from the start to a machine that is ready.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan BootLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a machine may take to obey a stop before it is killed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the service may take to delete its machines before it exits.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ShutdownLimit { get; init; } = TimeSpan.FromSeconds(30);
}
