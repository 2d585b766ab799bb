using Lab.LoadGenerator.Dialing;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Profiles;
using Lab.LoadGenerator.Sessions;

namespace Lab.Benchmarks.Load.Clients;

/// <summary>The bare client, but with a history that does not grow: every request of a comparison has the same size.</summary>
/// <param name="turns">Where sessions wait for each other between two turns; null for nowhere.</param>
/// <param name="watch">Sees each conversation's replies; null for nobody.</param>
internal sealed class SteadyClient(Turns? turns = null, Action<Reply>? watch = null) : IClientProfile, ISessionScript
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
        watch?.Invoke(caller.Reply);
        for (var turn = 1; turn <= session.Assignment.Workload.Turns; turn++)
        {
            if (turns is not null)
            {
                await turns.Begin(turn, session.Assignment.Lane, cancellation);
            }

            await caller.Call(turn, cancellation);
        }

        if (turns is not null)
        {
            await turns.Begin(session.Assignment.Workload.Turns + 1, session.Assignment.Lane, cancellation);
        }
    }
}
