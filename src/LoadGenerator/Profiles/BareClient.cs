using Lab.LoadGenerator.Dialing;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Profiles.Bodies;
using Lab.LoadGenerator.Profiles.Headers;
using Lab.LoadGenerator.Profiles.Retries;
using Lab.LoadGenerator.Sessions;

namespace Lab.LoadGenerator.Profiles;

/// <summary>Claude Code 2's requests without its retries: one attempt a call, so that each call is one independent look at the path.</summary>
internal sealed class BareClient : IClientProfile
{
    public string Name => "bare";

    public SocketHabits Sockets { get; } = ClaudeCode2Client.Habits;

    // Not Claude Code's own, which waits for minutes: a look at the path that hangs is over in one.
    public ExchangeLimits Limits { get; } = new(Connect: TimeSpan.FromSeconds(10), Headers: TimeSpan.FromSeconds(60), Idle: TimeSpan.FromSeconds(60));

    public IRetryPolicy Retries { get; } = new NoRetries();

    public ISessionScript Script { get; } = new TurnAfterTurn();

    public string Query => "?beta=true";

    public IEnumerable<HeaderField> Headers(HeaderFacts facts) => ClaudeCode2Headers.Of(facts);

    public BodyFrame Frame(int? promptBytes) => ClaudeCode2Body.Print.Frame(promptBytes);

    public BodyFrame SubagentFrame() => ClaudeCode2Body.Subagent.Frame();
}
