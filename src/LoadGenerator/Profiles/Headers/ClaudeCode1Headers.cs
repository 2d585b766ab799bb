namespace Lab.LoadGenerator.Profiles.Headers;

/// <summary>The headers of claude-code 1.0.35, in the order of Node's fetch.</summary>
internal static class ClaudeCode1Headers
{
    private const string Streaming = "fine-grained-tool-streaming-2025-05-14";

    public static IEnumerable<HeaderField> Of(HeaderFacts facts)
    {
        yield return new("host", facts.Authority);
        yield return new("connection", facts.KeepsAlive ? "keep-alive" : "close");
        yield return new("Accept", "application/json");

        // It counts its retries itself: the SDK below never sees one.
        yield return new("X-Stainless-Retry-Count", "0");
        yield return new("X-Stainless-Timeout", "60");
        yield return new("X-Stainless-Lang", "js");
        yield return new("X-Stainless-Package-Version", "0.55.0");
        yield return new("X-Stainless-OS", Machine.Os);
        yield return new("X-Stainless-Arch", Machine.Arch);
        yield return new("X-Stainless-Runtime", "node");
        yield return new("X-Stainless-Runtime-Version", "v20.20.2");
        yield return new("anthropic-dangerous-direct-browser-access", "true");
        yield return new("anthropic-version", "2023-06-01");
        if (facts.ApiKey is { } key)
        {
            yield return new("x-api-key", key);
        }

        yield return new("x-app", "cli");
        yield return new("User-Agent", "claude-cli/1.0.35 (external, cli)");
        yield return new("content-type", "application/json");
        yield return new("anthropic-beta", facts.IsSmallModel ? Streaming : $"claude-code-20250219,interleaved-thinking-2025-05-14,{Streaming}");
        if (!facts.IsWhole)
        {
            yield return new("x-stainless-helper-method", "stream");
        }

        yield return new("accept-language", "*");
        yield return new("sec-fetch-mode", "cors");
        yield return new("accept-encoding", facts.MayBeEncoded ? "gzip, deflate" : "identity");

        // The one header that it has not: by it the emulator draws the faults of a session.
        yield return new("X-Claude-Code-Session-Id", facts.SessionId);
    }
}
