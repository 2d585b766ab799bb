using Lab.Contracts;
using static Lab.Coordinator.Fidelity.Expectation;

namespace Lab.Coordinator.Fidelity;

/// <summary>What the real clients were measured to do, on Linux against recording stand-ins with faults injected. The one table that the simulated ones are held against.</summary>
/// <remarks>
/// Sources: numbers, waits and texts are the measurements behind the client profiles (claude-code 2.1.330 and 1.0.35, print mode, a quiet environment, a base URL of the user's);
/// header orders, <c>anthropic-beta</c>, sizes and what 1.0.35 does about a captive portal and a missing <c>message_stop</c> are the captures in tests/Lab.Tests/Captured/ClaudeCode.
/// Where a client retries for minutes, the report gives claude-code 2 two retries: the attempts here are those of that setting.
/// </remarks>
internal static class Measured
{
    /// <summary>The clients that were measured.</summary>
    public static IReadOnlyList<string> Clients { get; } = [ClientNames.ClaudeCode2, ClientNames.ClaudeCode1];

    private const string Beta2 = "claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27,per-turn-control-2026-07-01,mid-conversation-tool-changes-2026-07-01,thinking-token-count-2026-05-13,advanced-tool-use-2025-11-20,effort-2025-11-24,thinking-display-updates-2026-08-18";

    private const string Beta1 = "claude-code-20250219,interleaved-thinking-2025-05-14,fine-grained-tool-streaming-2025-05-14";

    private const string Headers2 = "Accept · Content-Type · User-Agent · X-Claude-Code-Session-Id · X-Stainless-Arch · X-Stainless-Lang · X-Stainless-OS · X-Stainless-Package-Version · X-Stainless-Retry-Count · X-Stainless-Runtime · X-Stainless-Runtime-Version · X-Stainless-Timeout · anthropic-beta · anthropic-dangerous-direct-browser-access · anthropic-version · x-api-key · x-app · Connection · Host · Accept-Encoding · Content-Length";

    private const string Headers1 = "host · connection · Accept · X-Stainless-Retry-Count · X-Stainless-Timeout · X-Stainless-Lang · X-Stainless-Package-Version · X-Stainless-OS · X-Stainless-Arch · X-Stainless-Runtime · X-Stainless-Runtime-Version · anthropic-dangerous-direct-browser-access · anthropic-version · x-api-key · x-app · User-Agent · content-type · anthropic-beta · x-stainless-helper-method · accept-language · sec-fetch-mode · accept-encoding · content-length";

    /// <summary>Before the 1st, 2nd, 3rd … retry.</summary>
    private static readonly (double, double)[] Growing = [(0.5, 0.63), (1, 1.25), (2, 2.5), (4, 5), (8, 10), (16, 20), (32, 40), (32, 40), (32, 40), (32, 40)];

    private static readonly Waits Twice = new(Growing[..2]);

    /// <summary>1.0.35 goes over to requests without a stream at once, and then waits like the other.</summary>
    private static readonly Waits AtOnceThenGrowing = new([(0, 0.35), .. Growing]);

    private static readonly Dictionary<(string Client, string Scenario), (string Point, Expectation Is)[]> Table = new()
    {
        [(ClientNames.ClaudeCode2, "one-prompt")] =
        [
            (Points.Requests, new Exactly(1)), (Points.Beside, new Exactly(0)), (Points.Connections, new Exactly(1)), (Points.Text, new Text(Seen.Answered)),
            (Points.FirstBody, new Between(49_000, 49_500)), (Points.Tools, new Exactly(12)), (Points.MaxTokens, new Exactly(128_000)), (Points.Model, new Text("claude-opus-5-5")),
            (Points.Beta, new Text(Beta2)), (Points.Headers, new Text(Headers2)),
        ],
        [(ClientNames.ClaudeCode2, "five-tools")] = Healthy(requests: 6, beside: new Exactly(0), connections: new Exactly(1)),
        [(ClientNames.ClaudeCode2, "three-tools-at-once")] = Healthy(requests: 2, beside: new Exactly(0), connections: new Exactly(1)),
        [(ClientNames.ClaudeCode2, "four-subagents")] =
        [
            .. Healthy(requests: 10, beside: new Exactly(0), connections: new Exactly(4)),
            (Points.AtOnce, new Exactly(4)), (Points.SubagentBody, new Between(32_700, 33_500)),
        ],
        [(ClientNames.ClaudeCode2, "reset")] = [.. Failing(3, 0, Twice, "API Error: Connection dropped (ECONNRESET)…"), (Points.Connections, new Exactly(3))],
        [(ClientNames.ClaudeCode2, "close")] = [.. Failing(3, 0, Twice, "API Error: Connection dropped (ECONNRESET)…"), (Points.Connections, new Exactly(3))],
        [(ClientNames.ClaudeCode2, "cut")] = [.. Failing(3, 1, Twice, "API Error: Connection to the API was lost (ECONNRESET)…"), (Points.WholeMaxTokens, new Exactly(64_000))],
        [(ClientNames.ClaudeCode2, "no-message-stop")] = [.. Failing(2, 1, new Waits(Growing[0]), Seen.Answered), (Points.WholeMaxTokens, new Exactly(64_000))],
        [(ClientNames.ClaudeCode2, "rate-limit")] = Failing(3, 0, new Waits((2, 2.5), (2, 2.5)), "API Error: Request rejected (429) ·…"),
        [(ClientNames.ClaudeCode2, "overload")] = Failing(3, 0, Twice, "API Error: Repeated 529 Overloaded errors…"),
        [(ClientNames.ClaudeCode2, "internal-error")] = Failing(3, 0, Twice, "API Error: 500 Internal server error…"),
        [(ClientNames.ClaudeCode2, "unauthorized")] = Failing(3, 0, Twice, "Invalid API key · Fix external API key"),
        [(ClientNames.ClaudeCode2, "forbidden")] = Failing(1, 0, null, "Failed to authenticate. API Error: 403…"),
        [(ClientNames.ClaudeCode2, "captive-portal")] = Failing(1, 1, null, "API Error: API returned an empty or malformed response (HTTP 200)…"),

        [(ClientNames.ClaudeCode1, "one-prompt")] =
        [
            (Points.Requests, new Exactly(1)), (Points.Beside, new Exactly(0)), (Points.Connections, new Exactly(1)), (Points.Text, new Text(Seen.Answered)),
            (Points.FirstBody, new Between(52_600, 52_900)), (Points.Tools, new Exactly(16)), (Points.MaxTokens, new Exactly(32_000)), (Points.Model, new Text("claude-sonnet-4-20250514")),
            (Points.Beta, new Text(Beta1)), (Points.Headers, new Text(Headers1)),
        ],

        // It asks for the paths of each result, and for a command's prefix unless it knows the command as harmless: both were seen. How many connections that takes depends on how fast the answers are.
        [(ClientNames.ClaudeCode1, "five-tools")] = Healthy(requests: 6, beside: new Between(5, 10), connections: new Exactly(2)),
        [(ClientNames.ClaudeCode1, "three-tools-at-once")] = Healthy(requests: 2, beside: new Between(3, 6), connections: new Between(2, 4)),
        [(ClientNames.ClaudeCode1, "four-subagents")] =
        [
            .. Healthy(requests: 10, beside: new Between(4, 8), connections: new Between(5, 8)),
            (Points.AtOnce, new Between(4, 8)), (Points.SubagentBody, new Between(38_700, 39_300)),
        ],
        [(ClientNames.ClaudeCode1, "reset")] = Failing(1, 11, AtOnceThenGrowing, "API Error: Connection error."),
        [(ClientNames.ClaudeCode1, "close")] = Failing(1, 11, AtOnceThenGrowing, "API Error: Connection error."),
        [(ClientNames.ClaudeCode1, "cut")] = [.. Failing(1, 1, new Waits((0, 0.35)), "API Error: terminated"), (Points.WholeMaxTokens, new Exactly(21_333))],
        [(ClientNames.ClaudeCode1, "no-message-stop")] = Failing(1, 0, null, Seen.Nothing),
        [(ClientNames.ClaudeCode1, "rate-limit")] = Failing(1, 11, new Waits((0, 0.35), (2, 2), (2, 2), (2, 2), (2, 2), (2, 2), (2, 2), (2, 2), (2, 2), (2, 2), (2, 2)), "API Error: 429 {…"),
        [(ClientNames.ClaudeCode1, "overload")] = Failing(1, 11, AtOnceThenGrowing, "API Error: 529 {…"),
        [(ClientNames.ClaudeCode1, "internal-error")] = Failing(1, 11, AtOnceThenGrowing, "API Error: 500 {…"),
        [(ClientNames.ClaudeCode1, "unauthorized")] = Failing(1, 11, AtOnceThenGrowing, "Invalid API key · Fix external API key"),
        [(ClientNames.ClaudeCode1, "forbidden")] = Failing(1, 1, null, "API Error: 403 {…"),
        [(ClientNames.ClaudeCode1, "captive-portal")] = Failing(1, 1, null, "API Error: Cannot read properties of undefined (reading 'filter')"),
    };

    /// <summary>What was measured at a point; null where nothing was.</summary>
    public static Expectation? Of(string client, string scenario, string point) =>
        Table.TryGetValue((client, scenario), out var points) ? points.FirstOrDefault(p => p.Point == point).Is : null;

    private static (string, Expectation)[] Healthy(int requests, Expectation beside, Expectation connections) =>
        [(Points.Requests, new Exactly(requests)), (Points.Beside, beside), (Points.Connections, connections), (Points.Text, new Text(Seen.Answered))];

    private static (string, Expectation)[] Failing(int streamed, int whole, Waits? waits, string text) =>
    [
        (Points.Streamed, new Exactly(streamed)), (Points.Whole, new Exactly(whole)), .. waits is null ? Array.Empty<(string, Expectation)>() : [(Points.Waits, waits)], (Points.Text, new Text(text)),
    ];
}
