using System.Globalization;

namespace Lab.LoadGenerator.Profiles.Headers;

/// <summary>The headers of the TypeScript SDK 1.12 on its own: nothing in them names a session.</summary>
internal static class TypeScriptSdkHeaders
{
    public static IEnumerable<HeaderField> Of(HeaderFacts facts)
    {
        yield return new("Accept", "application/json");
        yield return new("Content-Type", "application/json");
        yield return new("User-Agent", "Anthropic/JS 1.12.0");
        yield return new("X-Stainless-Arch", Machine.Arch);
        yield return new("X-Stainless-Lang", "js");
        yield return new("X-Stainless-OS", Machine.Os);
        yield return new("X-Stainless-Package-Version", "1.12.0");
        yield return new("X-Stainless-Retry-Count", facts.Retry.ToString(CultureInfo.InvariantCulture));
        yield return new("X-Stainless-Runtime", "node");
        yield return new("X-Stainless-Runtime-Version", "v20.20.2");
        yield return new("X-Stainless-Timeout", "600");
        yield return new("anthropic-version", "2023-06-01");
        if (facts.ApiKey is { } key)
        {
            yield return new("x-api-key", key);
        }

        yield return new("Connection", facts.KeepsAlive ? "keep-alive" : "close");
        yield return new("Host", facts.Authority);
        yield return new("accept-encoding", facts.MayBeEncoded ? "gzip, deflate" : "identity");
    }
}
