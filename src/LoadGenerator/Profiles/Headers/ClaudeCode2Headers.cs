namespace Lab.LoadGenerator.Profiles.Headers;

/// <summary>The headers of claude-code 2.1.330, in its order.</summary>
internal static class ClaudeCode2Headers
{
    private const string UserAgent = "claude-cli/2.1.330 (external, sdk-cli)";

    private const string Beta = "claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27,per-turn-control-2026-07-01,mid-conversation-tool-changes-2026-07-01,thinking-token-count-2026-05-13,advanced-tool-use-2025-11-20,effort-2025-11-24";

    public static IEnumerable<HeaderField> Of(HeaderFacts facts)
    {
        yield return new("Accept", "application/json");
        yield return new("Content-Type", "application/json");
        yield return new("User-Agent", UserAgent);
        yield return new("X-Claude-Code-Session-Id", facts.SessionId);
        yield return new("X-Stainless-Arch", Machine.Arch);
        yield return new("X-Stainless-Lang", "js");
        yield return new("X-Stainless-OS", Machine.Os);
        yield return new("X-Stainless-Package-Version", "0.128.0");

        // It counts its retries itself: the SDK below never sees one.
        yield return new("X-Stainless-Retry-Count", "0");
        yield return new("X-Stainless-Runtime", "node");
        yield return new("X-Stainless-Runtime-Version", "v26.12.1");
        yield return new("X-Stainless-Timeout", facts.IsWhole ? "300" : "600");
        yield return new("anthropic-beta", facts.Agent is null ? $"{Beta},thinking-display-updates-2026-08-18" : Beta);
        yield return new("anthropic-dangerous-direct-browser-access", "true");
        yield return new("anthropic-version", "2023-06-01");
        if (facts.ApiKey is { } key)
        {
            yield return new("x-api-key", key);
        }

        yield return new("x-app", "cli");
        if (facts.Agent is { } agent)
        {
            yield return new("x-claude-code-agent-id", agent);
        }

        foreach (var field in Carrying(facts))
        {
            yield return field;
        }
    }

    /// <summary>Those of what it asks and reports beside the conversation.</summary>
    public static IEnumerable<HeaderField> OfHousekeeping(HeaderFacts facts, bool hasBody)
    {
        yield return new("Accept", "application/json, text/plain, */*");
        if (hasBody)
        {
            yield return new("Content-Type", "application/json");
        }

        yield return new("User-Agent", "claude-code/2.1.330");
        if (facts.ApiKey is { } key)
        {
            yield return new("x-api-key", key);
        }

        yield return new("Accept-Encoding", facts.MayBeEncoded ? "gzip, compress, deflate, br" : "identity");
        yield return new("Host", facts.Authority);
        yield return new("Connection", facts.KeepsAlive ? "keep-alive" : "close");
    }

    private static IEnumerable<HeaderField> Carrying(HeaderFacts facts)
    {
        yield return new("Connection", facts.KeepsAlive ? "keep-alive" : "close");
        yield return new("Host", facts.Authority);
        yield return new("Accept-Encoding", facts.MayBeEncoded ? "gzip, deflate, br, zstd" : "identity");
    }
}
