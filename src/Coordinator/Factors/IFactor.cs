using Lab.Coordinator.Experiments.Targets;
using Lab.Coordinator.Experiments.Yaml;

namespace Lab.Coordinator.Factors;

/// <summary>Something that an arm can set.</summary>
internal interface IFactor
{
    /// <summary>Its name in a definition.</summary>
    string Name { get; }

    /// <summary>Reads its value in an arm; notes every fault, and may give several settings (a list of faults, say).</summary>
    IEnumerable<IFactorSetting> Read(YamlField field);
}

/// <summary>A factor set to a level in an arm.</summary>
internal interface IFactorSetting
{
    /// <summary>For pages and reports.</summary>
    string InWords { get; }

    /// <summary>Whether only the emulator can do it.</summary>
    bool NeedsEmulator => false;

    /// <summary>What it needs of the way to the target that is not there, with the fix; null when nothing is missing.</summary>
    string? Unmet(TargetChoice target) => null;

    /// <summary>Changes what the trial's sessions and the emulator do. Pure.</summary>
    TrialPlan Shape(TrialPlan plan) => plan;
}

/// <summary>A setting that changes the host: it is undone after every trial, also after a crash.</summary>
internal interface IHostSetting : IFactorSetting
{
    /// <summary>Says why a run with it could not work on this host; null when it can.</summary>
    Task<string?> Preflight(HostAccess host, CancellationToken cancellation) => Task.FromResult<string?>(null);

    /// <summary>Everything that can be known before a run with it; <see cref="Preflight"/>, unless there is more to say.</summary>
    async Task<Readiness> Foresee(HostAccess host, CancellationToken cancellation) => Readiness.Of(await Preflight(host, cancellation));

    /// <summary>What a report must say about how it was done here; null when nothing.</summary>
    Task<string?> Scope(HostAccess host, CancellationToken cancellation);

    /// <summary>Brings the host to the setting and waits until it is there. A second time does nothing.</summary>
    /// <exception cref="VoidTrialException">It did not come about.</exception>
    Task Apply(HostAccess host, string runId, CancellationToken cancellation);

    /// <summary>Says why the setting did not hold since a moment; null when it did.</summary>
    Task<string?> Broken(HostAccess host, string runId, DateTimeOffset since, CancellationToken cancellation);

    /// <summary>Keeps the setting alive; called every few seconds while it is wanted.</summary>
    Task Renew(HostAccess host, string runId, CancellationToken cancellation);

    /// <summary>Undoes it and waits until it is gone. A second time does nothing.</summary>
    Task Undo(HostAccess host, string runId, CancellationToken cancellation);
}
