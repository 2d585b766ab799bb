using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Sessions;

namespace Lab.LoadGenerator.Profiles;

/// <summary>Claude Code 2's requests without its retries: one attempt a call, so that each call is one independent look at the path.</summary>
internal sealed class BareClient : IClientProfile
{
    public string Name => "bare";

    // Measured on claude-code 2.1.330: it closes idle connections after 245 to 257 s.
    public SocketHabits Sockets { get; } = new(KeepAliveSeconds: 60, KeepAliveInterval: 1, KeepAliveCount: 10, IdleLife: TimeSpan.FromSeconds(250));

    // Not Claude Code's own, which waits for minutes: a look at the path that hangs is over in one.
    public ExchangeLimits Limits { get; } = new(Connect: TimeSpan.FromSeconds(10), Headers: TimeSpan.FromSeconds(60), Idle: TimeSpan.FromSeconds(60));

    public IRetryPolicy Retries { get; } = new NoRetries();

    public ISessionScript Script { get; } = new TurnAfterTurn();

    public string Query => "?beta=true";

    public IEnumerable<HeaderField> Headers(HeaderFacts facts) => ClaudeCode2Headers.Of(facts);

    public BodyFrame Frame(int? promptBytes) => ClaudeCode2Body.Frame(promptBytes ?? ClaudeCode2Body.UsualBytes);
}
