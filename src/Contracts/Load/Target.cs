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

/// <summary>A target with its address, and the way there. It holds no key: the load-generator takes that from its own settings.</summary>
public sealed record Target
{
    /// <summary>Which sort of target this is.</summary>
    public required TargetKind Kind { get; init; }

    /// <summary>Scheme, host and port; a path is a prefix of <c>/v1/messages</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>Requests that a run may send in all, over all replicas; null is no ceiling.</summary>
    public long? MaxRequests { get; init; }

    /// <summary>Tokens that a run may use in all, in and out, over all replicas: each request takes its estimated input and its <c>max_tokens</c> beforehand and gives back what was not used; null is no ceiling.</summary>
    public long? MaxTokens { get; init; }

    /// <summary>Requests a second in all, over all replicas; null is as fast as the sessions go, but for the real edge without a key, which then gets 2.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>The resolver to ask instead of the system's: address and port (<c>127.0.0.1:5353</c>).</summary>
    public string? Resolver { get; init; }

    /// <summary>An HTTP proxy to go through: <c>CONNECT</c> for https, absolute URLs for http; null goes straight, whatever the environment says (<c>HTTP_PROXY</c> and the like are ignored: the way there is part of what is measured).</summary>
    public Uri? Proxy { get; init; }

    /// <summary>A certificate authority in PEM that is trusted beside the system's, for this target alone: the emulator's.</summary>
    public string? CaCertificate { get; init; }
}
