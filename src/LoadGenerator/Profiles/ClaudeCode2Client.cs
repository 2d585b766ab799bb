using Lab.LoadGenerator.Dialing;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Profiles.Bodies;
using Lab.LoadGenerator.Profiles.Headers;
using Lab.LoadGenerator.Profiles.Retries;
using Lab.LoadGenerator.Profiles.Side;
using Lab.LoadGenerator.Sessions;

namespace Lab.LoadGenerator.Profiles;

/// <summary>claude-code 2.1.330, the generation of native programs.</summary>
internal sealed class ClaudeCode2Client : IClientProfile
{
    /// <summary>As measured: keep-alive 60/1/10, idle connections closed with RST after 245 to 257 s, addresses kept for 30 s.</summary>
    public static SocketHabits Habits { get; } = new(KeepAliveSeconds: 60, KeepAliveInterval: 1, KeepAliveCount: 10, IdleLife: TimeSpan.FromSeconds(245))
    {
        IdleSpread = TimeSpan.FromSeconds(12),
        ResetsIdle = true,
        DnsCache = TimeSpan.FromSeconds(30),
    };

    public string Name => "claude-code-2";

    public SocketHabits Sockets { get; } = Habits with { GivesKeepAliveUp = true };

    // The kernel's own connect time-out. What it does about a base URL of the user's that stands still was not measured: the 600 s that it tells the server.
    public ExchangeLimits Limits { get; } = new(Connect: null, Headers: TimeSpan.FromSeconds(600), Idle: TimeSpan.FromSeconds(600));

    public IRetryPolicy Retries { get; } = new ClaudeCode2Retries();

    public ISessionScript Script { get; } = new TurnAfterTurn();

    public SideRequests Side => ClaudeCode2Housekeeping.Requests;

    public string Query => "?beta=true";

    public IEnumerable<HeaderField> Headers(HeaderFacts facts) => ClaudeCode2Headers.Of(facts);

    public BodyFrame Frame(int? promptBytes) => ClaudeCode2Body.Print.Frame(promptBytes);

    public BodyFrame InteractiveFrame(int? promptBytes) => ClaudeCode2Body.Interactive.Frame(promptBytes);

    public BodyFrame SubagentFrame() => ClaudeCode2Body.Subagent.Frame();
}
