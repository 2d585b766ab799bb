using Lab.LoadGenerator.Dialing;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Profiles;
using Lab.LoadGenerator.Sessions;
using Lab.LoadGenerator.Spans;

namespace Lab.Benchmarks.Load.Clients;

/// <summary>The same requests and replies without spans and without records: what tracing and recording are measured against.</summary>
internal sealed class ExchangeOnly : IClientProfile, ISessionScript
{
    private readonly SteadyClient _steady = new();
    private long _calls;

    public long Calls => Interlocked.Read(ref _calls);

    public string Name => "exchange-only";

    public SocketHabits Sockets => _steady.Sockets;

    public ExchangeLimits Limits => _steady.Limits;

    public IRetryPolicy Retries => _steady.Retries;

    public ISessionScript Script => this;

    public string Query => _steady.Query;

    public IEnumerable<HeaderField> Headers(HeaderFacts facts) => _steady.Headers(facts);

    public BodyFrame Frame(int? promptBytes) => _steady.Frame(promptBytes);

    public async Task Play(Session session, CancellationToken cancellation)
    {
        var conversation = session.Converse().Conversation;
        var head = new RequestHead("POST", session.Endpoint.Path + Query, Headers(session.Facts(isWhole: false, keepsAlive: true, retry: 0)));
        var (reply, meter) = (new Reply(), new AttemptMeter(session.Clock));
        var exchange = new HttpExchange(reply, meter);

        // As long as the one that a traced request carries.
        var ids = new DrawnIds(0x0af7651916cd43dd, 0x8448eb211c80319c, 0xb7ad6b7169203331);
        while (true)
        {
            meter.Begin();
            reply.Begin();
            var rented = await session.Pool.Rent(session.Endpoint, session.Limits, meter, cancellation);
            var trouble = rented.Wire is { } wire
                ? await exchange.Run(wire, new Request(head.For(conversation.Length(isWhole: false), ids), conversation.Pieces(isWhole: false)), session.Limits, cancellation)
                : rented.Trouble;
            meter.End();
            if (rented.Wire is { } used)
            {
                await session.Pool.Return(used, reply.IsReusable, isBroken: trouble is not null);
            }

            cancellation.ThrowIfCancellationRequested();
            if (trouble is not null)
            {
                throw new InvalidOperationException(trouble.Failure.Detail);
            }

            Interlocked.Increment(ref _calls);
        }
    }
}
