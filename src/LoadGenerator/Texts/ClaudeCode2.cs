using Lab.Contracts;
using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Texts;

/// <summary>The texts of claude-code 2.1.330, as measured; what was not measured is said to be unknown.</summary>
internal static class ClaudeCode2
{
    public const string Name = "claude-code 2.1.330";

    private const string Dropped = "API Error: Connection dropped (ECONNRESET)…";
    private const string Lost = "API Error: Connection to the API was lost (ECONNRESET). This is usually temporary — try again.";
    private const string Refused = "API Error: Connection refused — a firewall or proxy may be blocking it (ECONNREFUSED)";
    private const string Unmeasured = "Unknown: what it prints for this was never measured.";

    public static string Print(Trouble trouble) => trouble.Failure.Layer switch
    {
        FailureLayer.Dns => Dns(trouble.Failure.Kind),
        FailureLayer.Connect => Connect(trouble.Failure.Kind),
        FailureLayer.Tls => Tls(trouble),
        FailureLayer.Write or FailureLayer.Headers => Headers(trouble),
        FailureLayer.Body => Body(trouble),
        FailureLayer.Http => Http(trouble.Status),
        _ => Unmeasured,
    };

    private static string Dns(FailureKind kind) => kind switch
    {
        FailureKind.NameNotFound => "API Error: Can't reach the API server — check your internet or DNS (ENOTFOUND)",
        FailureKind.NameServerFailed or FailureKind.TimedOut => "API Error: Can't reach the API server — check your internet or DNS (EAI_AGAIN)",
        _ => Unmeasured,
    };

    private static string Connect(FailureKind kind) => kind switch
    {
        // It calls a connect that nobody answered refused as well.
        FailureKind.Refused or FailureKind.TimedOut => Refused,
        FailureKind.Reset => Dropped,
        FailureKind.HostUnreachable => "API Error: No internet route — check your connection or VPN (EHOSTUNREACH)",
        _ => Unmeasured,
    };

    private static string Tls(Trouble trouble) => trouble.Failure.Kind switch
    {
        FailureKind.UntrustedCertificate when trouble.IsSelfSigned => "API Error: Unable to connect to API: Self-signed certificate detected (DEPTH_ZERO_SELF_SIGNED_CERT)…",
        FailureKind.Reset or FailureKind.Closed => Dropped,
        _ => Unmeasured,
    };

    private static string Headers(Trouble trouble) => trouble.Failure.Kind switch
    {
        FailureKind.Reset or FailureKind.Closed => Dropped,
        FailureKind.TimedOut when !trouble.IsWhole => "API Error: No response from API (waited 3m, then 10m on the retry)…",
        _ => Unmeasured,
    };

    private static string Body(Trouble trouble) => trouble.Failure.Kind switch
    {
        FailureKind.EndedEarly when trouble.EndedInOrder => "Nothing, if the request without streaming that follows is answered; else unknown.",
        FailureKind.Reset or FailureKind.EndedEarly when trouble.BlocksFinished > 0 => "API Error: Connection lost mid-response. The response above may be incomplete.",
        FailureKind.Reset or FailureKind.EndedEarly or FailureKind.TimedOut => Lost,
        FailureKind.Stalled when !trouble.IsWhole => $"Nothing, if the stream goes on within 3 minutes; in a black hole, after some 76 s: {Lost}",
        FailureKind.Malformed when trouble.Status is { } status => $"API Error: API returned an empty or malformed response (HTTP {status})…",
        _ => Unmeasured,
    };

    private static string Http(int? status) => status switch
    {
        401 => "Invalid API key · Fix external API key",
        403 => "Failed to authenticate. API Error: 403 Forbidden",
        429 => "API Error: Request rejected (429) · …",
        500 => "API Error: 500 Internal server error…",
        502 => "API Error: 502 Bad Gateway…",
        529 => "API Error: Repeated 529 Overloaded errors…",
        _ => Unmeasured,
    };
}
