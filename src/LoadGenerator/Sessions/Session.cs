using System.Diagnostics;
using Lab.Contracts;
using Lab.LoadGenerator.Connections;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Profiles;
using Lab.LoadGenerator.Work;

namespace Lab.LoadGenerator.Sessions;

/// <summary>One simulated Claude Code session: its id, its connections, its chance, and what it hands to the lane's tally.</summary>
internal sealed class Session
{
    private readonly TargetAddress _endpoint;
    private readonly BodyFrame _frame;

    public Session(SessionParts parts, LoadAssignment assignment, int number, IClientProfile profile, LaneTally tally)
    {
        Parts = parts;
        Assignment = assignment;
        Profile = profile;
        Tally = tally;
        Draws = SeededDraws.For(assignment.Seed, number);
        Id = Draws.Uuid().ToString();
        Name = $"{assignment.Id}/s{number}";
        Limits = ExchangeLimits.Of(assignment.Workload, profile.Limits);
        _endpoint = TargetAddress.Of(assignment.Target);
        _frame = profile.Frame(assignment.Workload.PromptBytes);
        Pool = new ConnectionPool(Name, assignment.Workload.PooledConnections, profile.Sockets, parts.Dialer, parts.Clock);
        Key = parts.Gate.KeyFor(assignment.Target);
    }

    public SessionParts Parts { get; }

    public LoadAssignment Assignment { get; }

    public IClientProfile Profile { get; }

    public LaneTally Tally { get; }

    public SeededDraws Draws { get; }

    public TimeProvider Clock => Parts.Clock;

    /// <summary>As the session names itself to the API; from the assignment's seed.</summary>
    public string Id { get; }

    /// <summary>What the ids of its calls and connections begin with.</summary>
    public string Name { get; }

    public ExchangeLimits Limits { get; }

    public ConnectionPool Pool { get; }

    /// <summary>The key it sends; null for none.</summary>
    public string? Key { get; }

    /// <summary>What is taken out of everything that is kept; null for nothing.</summary>
    public string? Secret => Parts.Gate.Secret;

    public TargetAddress Endpoint => _endpoint;

    public ActivityContext Trace { get; private set; }

    /// <summary>Plays the profile's script. A session that is ended resets its connections.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        using var span = Parts.Spans.BeginSession(this);
        Trace = span?.Context ?? default;
        var isWhole = false;
        try
        {
            await Profile.Script.Play(this, cancellation);
            isWhole = true;
        }
        finally
        {
            await Pool.CloseAll(inOrder: isWhole);
        }
    }

    /// <summary>Begins a conversation: the session's own, or that of one that works for it beside it.</summary>
    public Caller Converse()
    {
        var kind = Assignment.Target.Kind;
        var facts = new HeaderFacts(
            _endpoint.Authority,
            Id,

            // The place of the key stays filled where the target is not the real API, since the header is part of the request's shape.
            kind is TargetKind.AnthropicUnauthenticated ? null : Key ?? "lab-no-key",
            MayBeEncoded: kind == TargetKind.Emulator);
        return new Caller(this, new Conversation(_frame, Id, Assignment.Workload.TurnBytes), new RequestHead(Profile, _endpoint, facts));
    }
}
