using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Profiles;
using Lab.LoadGenerator.Sessions;

namespace Lab.Benchmarks.Load;

/// <summary>The bare client, but with a history that does not grow: every request of a comparison has the same size.</summary>
internal sealed class SteadyClient : IClientProfile, ISessionScript
{
    private readonly BareClient _bare = new();

    public string Name => "steady";

    public SocketHabits Sockets => _bare.Sockets;

    public ExchangeLimits Limits => _bare.Limits;

    public IRetryPolicy Retries => _bare.Retries;

    public ISessionScript Script => this;

    public string Query => _bare.Query;

    public IEnumerable<HeaderField> Headers(HeaderFacts facts) => _bare.Headers(facts);

    public BodyFrame Frame(int? promptBytes) => _bare.Frame(promptBytes);

    public async Task Play(Session session, CancellationToken cancellation)
    {
        var caller = session.Converse();
        for (var turn = 1; turn < session.Assignment.Workload.Turns; turn++)
        {
            await caller.Call(turn, cancellation);
        }
    }
}
