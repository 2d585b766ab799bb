using System.Runtime.InteropServices;

namespace Lab.LoadGenerator.Profiles;

/// <summary>The headers of claude-code 2.1.330, in its order.</summary>
internal static class ClaudeCode2Headers
{
    public static IEnumerable<HeaderField> Of(HeaderFacts facts)
    {
        yield return new("Accept", "application/json");
        yield return new("Content-Type", "application/json");
        yield return new("User-Agent", "claude-cli/2.1.330 (external, sdk-cli)");
        yield return new("X-Claude-Code-Session-Id", facts.SessionId);
        yield return new("X-Stainless-Arch", RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64");
        yield return new("X-Stainless-Lang", "js");
        yield return new("X-Stainless-OS", OperatingSystem.IsMacOS() ? "MacOS" : "Linux");
        yield return new("X-Stainless-Package-Version", "0.128.0");
        yield return new("X-Stainless-Retry-Count", "0");
        yield return new("X-Stainless-Runtime", "node");
        yield return new("X-Stainless-Runtime-Version", "v26.12.1");
        yield return new("X-Stainless-Timeout", "600");
        yield return new("anthropic-beta", "claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27,effort-2025-11-24");
        yield return new("anthropic-dangerous-direct-browser-access", "true");
        yield return new("anthropic-version", "2023-06-01");
        if (facts.ApiKey is { } key)
        {
            yield return new("x-api-key", key);
        }

        yield return new("x-app", "cli");
        yield return new("Connection", "keep-alive");
        yield return new("Host", facts.Authority);
        yield return new("Accept-Encoding", facts.MayBeEncoded ? "gzip, deflate, br, zstd" : "identity");
    }
}
