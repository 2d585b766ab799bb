using Lab.VmController.Host;
using Lab.VmController.Tart;

namespace Lab.VmController.Reconciling;

/// <summary>Finds what bears the lab's names and was not asked for in this life: at the start, and later what a crashed step or an orphaned call brings forth.</summary>
internal sealed class Leftovers(Fleet fleet, DataDirectory data, OutputHolder holder, TeardownEvidence evidence, TimeProvider clock, ILogger<Leftovers> logger)
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Watchful = TimeSpan.FromSeconds(2);

    /// <summary>So long after a crash a call that outlived it may still bring a machine forth.</summary>
    private static readonly TimeSpan WatchFor = TimeSpan.FromMinutes(1);

    private long _lookedAt;
    private long? _crashFoundAt;

    /// <summary>When the list has to be asked again though no machine is in the books.</summary>
    public TimeSpan UntilNextLook()
    {
        var rest = Pace - clock.GetElapsedTime(_lookedAt);
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }

    /// <summary>Once with the first usable answer, and then at a pace, takes on what nobody asked for.</summary>
    public async Task TakeOn(Observation observation)
    {
        if (observation.Listing.Vms is not { } vms || (fleet.IsSwept && UntilNextLook() > TimeSpan.Zero))
        {
            return;
        }

        var isFirst = !fleet.IsSwept;
        var wasCrash = isFirst && evidence.IsFromAnEarlierLife;
        _lookedAt = clock.GetTimestamp();
        var names = vms.Where(v => v.IsLocal && LabNames.IsValid(v.Name)).Select(v => v.Name).Union(data.Names()).ToList();
        var found = isFirst ? names : fleet.Strays(names);
        var processes = new Dictionary<string, RunProcess?>();
        foreach (var name in found)
        {
            processes[name] = await RunProcess.Adopt(data.Of(name), holder, CancellationToken.None);
        }

        if (isFirst || found.Count > 0)
        {
            fleet.Sweep(processes, isFirst ? "an earlier life of the lab left it" : "nobody asked for it");
        }

        if (found.Count > 0 || wasCrash)
        {
            _crashFoundAt = clock.GetTimestamp();
            logger.LogWarning("{Source} left {Names}; what is there is stopped and deleted.", isFirst ? "An earlier life of the lab" : "Somebody, or a step that was cut off,", found.Count > 0 ? string.Join(", ", found) : "no machine yet");
        }
    }

    private TimeSpan Pace => _crashFoundAt is { } at && clock.GetElapsedTime(at) < WatchFor ? Watchful : Usual;
}
