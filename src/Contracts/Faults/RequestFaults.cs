namespace Lab.Contracts;

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

    /// <summary>Time between two <c>ping</c> events of a stall in mid-stream; null sends none.</summary>
    public TimeSpan? Pings { get; init; }
}

/// <summary>The response header comes byte after byte, over that time. Over HTTPS these are the bytes of one TLS record, which a client can read once the last has come.</summary>
public sealed record SlowHeaders : FaultSpec
{
    /// <summary>From the header's first byte to its last.</summary>
    public TimeSpan Over { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>The reply's body comes at that rate, in small pieces.</summary>
public sealed record Trickle : FaultSpec
{
    /// <summary>Bytes a second, 1 or more.</summary>
    public int BytesPerSecond { get; init; } = 200;
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

/// <summary>HTTP 502, as a proxy says it: HTML.</summary>
public sealed record BadGateway : FaultSpec;

/// <summary>HTTP 503, as a proxy says it: HTML.</summary>
public sealed record ServiceUnavailable : FaultSpec;

/// <summary>HTTP 401 with an <c>authentication_error</c>.</summary>
public sealed record Unauthorized : FaultSpec;

/// <summary>HTTP 403 with a <c>permission_error</c>.</summary>
public sealed record Forbidden : FaultSpec;

/// <summary>An <c>error</c> event in the middle of the streamed reply.</summary>
public sealed record ErrorEvent : FaultSpec
{
    /// <summary>How many events of the reply are sent first, 0 or more.</summary>
    public int AfterEvents { get; init; } = 3;

    /// <summary>The error's type: <c>overloaded_error</c>, <c>api_error</c>.</summary>
    public string Type { get; init; } = "overloaded_error";
}

/// <summary>The stream holds what is no JSON where an event's data should be, and then ends in order.</summary>
public sealed record MalformedStream : FaultSpec
{
    /// <summary>How many events of the reply are sent first, 0 or more.</summary>
    public int AfterEvents { get; init; } = 3;
}

/// <summary>The stream ends in order before its <c>message_stop</c>. A reply that is not streamed has none, and is spared.</summary>
public sealed record NoMessageStop : FaultSpec
{
    /// <summary>How many events of the reply are sent first, 0 or more; those behind them are missing.</summary>
    public int AfterEvents { get; init; } = 3;
}

/// <summary>HTTP 200 with a page of HTML, as a captive portal answers.</summary>
public sealed record CaptivePortal : FaultSpec;

/// <summary>Nothing is read of a request's body beyond a size, as behind an MTU black hole: the client's bytes go unacknowledged, and nothing comes back. Seen from user space: acknowledged up to the receive buffer.</summary>
public sealed record DropLargeBody : FaultSpec
{
    /// <summary>Bytes of the body that are still read, 0 or more; smaller requests pass.</summary>
    public int Above { get; init; } = 64 * 1024;
}
