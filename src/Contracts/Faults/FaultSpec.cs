using System.Text.Json.Serialization;

namespace Lab.Contracts;

/// <summary>A known fault that the API emulator injects, with the probability that a request meets it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ResetBeforeHeaders), "reset-before-headers")]
[JsonDerivedType(typeof(CloseBeforeHeaders), "close-before-headers")]
[JsonDerivedType(typeof(CutMidStream), "cut-mid-stream")]
[JsonDerivedType(typeof(Stall), "stall")]
[JsonDerivedType(typeof(RateLimit), "rate-limit")]
[JsonDerivedType(typeof(Overload), "overload")]
[JsonDerivedType(typeof(InternalError), "internal-error")]
public abstract record FaultSpec
{
    /// <summary>The chance in 0..1 that a request meets this fault; drawn from the plan's seed, the session and the request's number.</summary>
    public double Probability { get; init; } = 1;
}

/// <summary>The connection ends with RST after the request was read and before a response header is sent.</summary>
public sealed record ResetBeforeHeaders : FaultSpec;

/// <summary>The connection ends with FIN after the request was read and before a response header is sent.</summary>
public sealed record CloseBeforeHeaders : FaultSpec;

/// <summary>The connection ends in the middle of the streamed reply.</summary>
public sealed record CutMidStream : FaultSpec
{
    /// <summary>How many events of the reply are sent first; 0 cuts right after the headers.</summary>
    public int AfterEvents { get; init; } = 3;

    /// <summary>Whether the cut is RST (true) or FIN (false).</summary>
    public bool Reset { get; init; } = true;
}

/// <summary>The server accepts the request and then sends nothing for a while.</summary>
public sealed record Stall : FaultSpec
{
    /// <summary>How many events of the reply are sent first; null stalls before the headers.</summary>
    public int? AfterEvents { get; init; }

    /// <summary>How long it stalls before it goes on as if nothing had been.</summary>
    public TimeSpan For { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>HTTP 429 with a <c>rate_limit_error</c>.</summary>
public sealed record RateLimit : FaultSpec
{
    /// <summary>The <c>retry-after</c> header, or none.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>HTTP 529 with an <c>overloaded_error</c>.</summary>
public sealed record Overload : FaultSpec;

/// <summary>HTTP 500 with an <c>api_error</c>.</summary>
public sealed record InternalError : FaultSpec;
