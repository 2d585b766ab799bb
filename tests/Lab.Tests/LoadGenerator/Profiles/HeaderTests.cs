using Lab.Tests.Support;

namespace Lab.Tests.LoadGenerator.Profiles;

/// <summary>The headers as they were measured: names, order, values.</summary>
public sealed class HeaderTests(Stores stores)
{
    private static readonly string[] Family =
    [
        "Accept", "Content-Type", "User-Agent", "X-Claude-Code-Session-Id", "X-Stainless-Arch", "X-Stainless-Lang", "X-Stainless-OS",
        "X-Stainless-Package-Version", "X-Stainless-Retry-Count", "X-Stainless-Runtime", "X-Stainless-Runtime-Version", "X-Stainless-Timeout",
        "anthropic-beta", "anthropic-dangerous-direct-browser-access", "anthropic-version", "x-api-key", "x-app", "Connection", "Host", "Accept-Encoding",
    ];

    [Fact]
    public async Task The_new_clients_headers_come_in_its_order_with_its_values()
    {
        var (stream, whole) = await Fallback("claude-code-2");

        Assert.Equal("POST /v1/messages?beta=true HTTP/1.1", stream.Line);
        Assert.Equal(Family, Names(stream));
        Assert.Equal(Family, Names(whole));
        Check(stream, ("User-Agent", "claude-cli/2.1.330 (external, sdk-cli)"), ("X-Stainless-Lang", "js"), ("X-Stainless-Package-Version", "0.128.0"), ("X-Stainless-Retry-Count", "0"));
        Check(stream, ("X-Stainless-Runtime", "node"), ("X-Stainless-Runtime-Version", "v26.12.1"), ("X-Stainless-Timeout", "600"), ("anthropic-dangerous-direct-browser-access", "true"));
        Check(stream, ("anthropic-version", "2023-06-01"), ("x-app", "cli"), ("Connection", "keep-alive"), ("Accept-Encoding", "gzip, deflate, br, zstd"), ("Accept", "application/json"));
        Check(whole, ("X-Stainless-Timeout", "300"), ("X-Stainless-Retry-Count", "0"));
    }

    [Theory]
    [InlineData("claude-code-2", "2.1.330")]
    [InlineData("claude-code-1", "1.0.35")]
    public async Task A_clients_headers_are_those_of_the_real_one_in_its_order(string client, string version)
    {
        var (stream, whole) = await Fallback(client);

        AssertAsCaptured(version, "main", stream);
        AssertAsCaptured(version, "whole-after-a-cut", whole);
    }

    [Fact]
    public async Task The_sdk_counts_its_retries_and_names_no_session()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var api = new RecordingApi(_ => Replies.Error(500, "api_error"));

        await rig.CallOnce(api.Url, w => w with { Client = "typescript-sdk", TimeScale = 0.001 });

        Assert.Equal(["0", "1", "2"], api.Seen.Select(r => r.Header("X-Stainless-Retry-Count")));
        Assert.DoesNotContain("X-Claude-Code-Session-Id", Names(api.Seen.First()));
        Assert.All(api.Seen, r => Check(r, ("X-Stainless-Package-Version", "1.12.0"), ("anthropic-version", "2023-06-01")));
    }

    /// <summary>A stream that is none, and the whole reply that is asked for behind it.</summary>
    private async Task<(ApiRequest Stream, ApiRequest Whole)> Fallback(string client)
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var api = new RecordingApi(_ => Replies.Whole("fine"));

        var call = await rig.CallOnce(api.Url, w => w with { Client = client, TimeScale = 0.001 });

        Assert.Null(call.Failure);
        Assert.Equal([false, true], call.Attempts.Select(a => a.IsWhole));
        Assert.Equal([true, false], api.Seen.Select(r => r.IsStream));
        return (api.Seen.First(), api.Seen.Last());
    }

    private static IEnumerable<string> Names(ApiRequest request) => request.Headers.Select(h => h.Key).Where(n => n is not ("Content-Length" or "traceparent"));

    private static void Check(ApiRequest request, params (string Name, string Value)[] expected) =>
        Assert.All(expected, e => Assert.Equal(e.Value, request.Header(e.Name)));

    /// <summary>All but what differs from machine to machine and from session to session.</summary>
    private static void AssertAsCaptured(string version, string name, ApiRequest request)
    {
        string[] own = ["host", "content-length", "x-api-key", "x-claude-code-session-id", "x-stainless-os", "x-stainless-arch"];
        var captured = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Captured", "ClaudeCode", version, $"{name}.head.txt"));
        var expected = captured[1..].Where(l => l.Length > 0).Select(l => l.Split(": ", 2)).ToList();
        var names = expected.Select(h => h[0]).ToList();

        // Sessions of the lab name themselves to the emulator in every client, by which it draws their faults, and carry their trace.
        var seen = request.Headers.Where(h => names.Contains("X-Claude-Code-Session-Id") || h.Key != "X-Claude-Code-Session-Id").Where(h => h.Key != "traceparent").ToList();
        Assert.Equal(names.Where(n => !n.Equals("content-length", StringComparison.OrdinalIgnoreCase)), seen.Select(h => h.Key).Where(n => !n.Equals("content-length", StringComparison.OrdinalIgnoreCase)));
        Assert.Equal(
            expected.Where(h => !own.Contains(h[0].ToLowerInvariant())).Select(h => $"{h[0]}: {h[1]}"),
            seen.Where(h => !own.Contains(h.Key.ToLowerInvariant())).Select(h => $"{h.Key}: {h.Value}"));
    }
}
