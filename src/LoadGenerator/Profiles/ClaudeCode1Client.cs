using Lab.Contracts;
using Lab.LoadGenerator.Dialing;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Profiles.Bodies;
using Lab.LoadGenerator.Profiles.Headers;
using Lab.LoadGenerator.Profiles.Retries;
using Lab.LoadGenerator.Profiles.Side;
using Lab.LoadGenerator.Sessions;

namespace Lab.LoadGenerator.Profiles;

/// <summary>claude-code 1.0.35, the generation that says "Connection error.": Node 20 and its fetch.</summary>
internal sealed class ClaudeCode1Client : IClientProfile
{
    public string Name => "claude-code-1";

    public SocketHabits Sockets { get; } = Node.Habits;

    public ExchangeLimits Limits { get; } = new(Connect: TimeSpan.FromSeconds(10), Headers: TimeSpan.FromSeconds(60), Idle: TimeSpan.FromSeconds(300));

    public IRetryPolicy Retries { get; } = new ClaudeCode1Retries();

    public ISessionScript Script { get; } = new TurnAfterTurn();

    public SideRequests Side { get; } = new()
    {
        // As measured for commands of a few characters; a longer one makes both longer.
        BeforeTool = new(ClaudeCode1Body.SmallModel, 2_950, 2_970),
        BesideResult = new(ClaudeCode1Body.SmallModel, 1_380, 1_400),
        BeforePrompt = new(ClaudeCode1Body.SmallModel, 554, 558),
        PromptFollows = new DurationRange(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(400)),
    };

    public string Query => "?beta=true";

    public IEnumerable<HeaderField> Headers(HeaderFacts facts) => ClaudeCode1Headers.Of(facts);

    public BodyFrame Frame(int? promptBytes) => ClaudeCode1Body.Main.Frame(promptBytes);

    public BodyFrame SubagentFrame() => ClaudeCode1Body.Subagent.Frame();
}
