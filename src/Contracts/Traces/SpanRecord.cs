namespace Lab.Contracts;

/// <summary>A span kept as evidence.</summary>
public sealed record SpanRecord
{
    /// <summary>32 hexadecimal digits.</summary>
    public required string TraceId { get; init; }

    /// <summary>16 hexadecimal digits.</summary>
    public required string SpanId { get; init; }

    /// <summary>The span it belongs under; null for the root.</summary>
    public string? ParentSpanId { get; init; }

    /// <summary>The service that made it.</summary>
    public required string Service { get; init; }

    /// <summary>The service's instance.</summary>
    public required string Instance { get; init; }

    /// <summary>What it measures.</summary>
    public required string Name { get; init; }

    /// <summary><c>internal</c>, <c>client</c>, <c>server</c>, <c>producer</c> or <c>consumer</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Whether it ended in error.</summary>
    public bool IsError { get; init; }

    /// <summary>What went wrong, where it says so.</summary>
    public string? StatusDescription { get; init; }

    /// <summary>Its attributes, by the names of OpenTelemetry's semantic conventions.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    /// <summary>What happened during it.</summary>
    public IReadOnlyList<SpanEvent> Events { get; init; } = [];

    /// <summary>Trace ids of spans elsewhere that it has to do with (its session's trial, say).</summary>
    public IReadOnlyList<string> Links { get; init; } = [];
}

/// <summary>Something that happened during a span.</summary>
/// <param name="Name">What.</param>
/// <param name="At">When.</param>
/// <param name="Attributes">Its attributes.</param>
public sealed record SpanEvent(string Name, DateTimeOffset At, IReadOnlyDictionary<string, string> Attributes);
