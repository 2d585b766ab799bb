namespace Lab.Contracts;

/// <summary>What the sessions talk to.</summary>
public enum TargetKind
{
    /// <summary>The lab's own stand-in for the API.</summary>
    Emulator,

    /// <summary>Any http or https URL that speaks the Messages API.</summary>
    Url,

    /// <summary>The real API, with the user's key and a ceiling on requests.</summary>
    Anthropic,

    /// <summary>The real edge without a key: a 401 from it proves DNS, TCP, TLS and HTTP, so it counts as connected.</summary>
    AnthropicUnauthenticated,
}

/// <summary>A target with its address. It holds no key: the load-generator takes that from its own settings.</summary>
public sealed record Target
{
    /// <summary>Which sort of target this is.</summary>
    public required TargetKind Kind { get; init; }

    /// <summary>Scheme, host and port; a path is a prefix of <c>/v1/messages</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>Requests that a run may send in all, over all replicas; null is no ceiling.</summary>
    public long? MaxRequests { get; init; }
}
