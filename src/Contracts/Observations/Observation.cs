namespace Lab.Contracts;

/// <summary>Why the probe looked.</summary>
public enum ObservationMoment
{
    /// <summary>Its schedule during a run.</summary>
    Scheduled,

    /// <summary>Before a trial's factors were set.</summary>
    Before,

    /// <summary>After a trial's factors were undone.</summary>
    After,

    /// <summary>Somebody asked.</summary>
    OnDemand,
}

/// <summary>What the probe saw at a moment: the target's phases, and the host.</summary>
public sealed record Observation
{
    /// <summary>When it began to look.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How long it looked.</summary>
    public required TimeSpan Took { get; init; }

    /// <summary>Why it looked.</summary>
    public required ObservationMoment Moment { get; init; }

    /// <summary>The run, where it looked for one.</summary>
    public string? RunId { get; init; }

    /// <summary>The trial, where it looked for one.</summary>
    public string? TrialId { get; init; }

    /// <summary>The target looked at; null when only the host was.</summary>
    public Uri? Target { get; init; }

    /// <summary>What each probe found.</summary>
    public IReadOnlyList<ProbeReading> Readings { get; init; } = [];

    /// <summary>The host.</summary>
    public required HostSnapshot Host { get; init; }
}

/// <summary>What one probe found: one attempt on a socket of its own.</summary>
public sealed record ProbeReading
{
    /// <summary>The probe: <c>dns</c>, <c>tcp</c>, <c>tls</c>, <c>http</c>.</summary>
    public required string Probe { get; init; }

    /// <summary><c>ipv4</c> or <c>ipv6</c>; null where it does not apply.</summary>
    public string? Family { get; init; }

    /// <summary>The address it went to.</summary>
    public string? Address { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>What else it learned, by name: the answer's addresses, the TLS version, the status.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>Why it failed; null when it succeeded.</summary>
    public Failure? Failure { get; init; }
}

/// <summary>Asks the probe to look once.</summary>
/// <param name="Moment">Why.</param>
/// <param name="Target">What at, besides the host.</param>
/// <param name="RunId">For which run; the observation is then kept with it.</param>
/// <param name="TrialId">For which trial.</param>
public sealed record ObserveRequest(ObservationMoment Moment, Uri? Target = null, string? RunId = null, string? TrialId = null);

/// <summary>Asks the probe to look on a schedule until the watch is ended or not renewed.</summary>
/// <param name="RunId">For which run.</param>
/// <param name="Target">What at, besides the host.</param>
/// <param name="Interval">From one look's start to the next's, 0.2 s or more.</param>
/// <param name="Lease">How long the watch lasts without being asked for again.</param>
public sealed record WatchRequest(string RunId, Uri Target, TimeSpan Interval, TimeSpan Lease);
