using Lab.LoadGenerator.Dialing;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Profiles.Bodies;
using Lab.LoadGenerator.Profiles.Headers;
using Lab.LoadGenerator.Profiles.Retries;
using Lab.LoadGenerator.Sessions;

namespace Lab.LoadGenerator.Profiles;

/// <summary>The TypeScript SDK 1.12 on Node 20, as a program of one's own uses it: plain requests, two retries.</summary>
internal sealed class TypeScriptSdkClient : IClientProfile
{
    public string Name => "typescript-sdk";

    public SocketHabits Sockets { get; } = Node.Habits;

    // The fetch of Node waits less long than the SDK would: 300 s for a header and inside a body.
    public ExchangeLimits Limits { get; } = new(Connect: TimeSpan.FromSeconds(10), Headers: TimeSpan.FromSeconds(300), Idle: TimeSpan.FromSeconds(300));

    public IRetryPolicy Retries { get; } = new TypeScriptSdkRetries();

    public ISessionScript Script { get; } = new TurnAfterTurn();

    public string Query => "";

    public IEnumerable<HeaderField> Headers(HeaderFacts facts) => TypeScriptSdkHeaders.Of(facts);

    public BodyFrame Frame(int? promptBytes) => TypeScriptSdkBody.Plain.Frame(promptBytes);
}
