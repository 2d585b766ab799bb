using System.Diagnostics;
using System.Text;
using Lab.Contracts;
using Lab.LoadGenerator.Connections;
using Lab.LoadGenerator.Dialing;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Profiles;
using Lab.LoadGenerator.Work;

namespace Lab.LoadGenerator.Sessions;

/// <summary>One simulated Claude Code session: its id, its connections, its chance, and what it hands to the lane's tally.</summary>
internal sealed class Session
{
    /// <summary>Timers count whole milliseconds.</summary>
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(1);

    private readonly ReadOnlyMemory<byte> _idBytes;

    public Session(SessionParts parts, LoadAssignment assignment, int number, IClientProfile profile, LaneTally tally)
    {
        Parts = parts;
        Assignment = assignment;
        Profile = profile;
        Tally = tally;
        Draws = SeededDraws.For(assignment.Seed, number);
        Id = Draws.Uuid().ToString();
        _idBytes = Encoding.ASCII.GetBytes(Id);
        Name = $"{assignment.Id}/s{number}";
        Limits = ExchangeLimits.Of(assignment.Workload, profile.Limits);
        Endpoint = TargetAddress.Of(assignment.Target);
        Pool = new ConnectionPool(Name, assignment.Workload.PooledConnections, profile.Sockets, parts.Dialer, parts.Clock, Draws.Fork());
        Key = parts.Gate.KeyFor(assignment.Target);
    }

    public SessionParts Parts { get; }

    public LoadAssignment Assignment { get; }

    public IClientProfile Profile { get; }

    public LaneTally Tally { get; }

    /// <summary>The chance of what it does one after another; what goes on beside takes a fork.</summary>
    public SeededDraws Draws { get; }

    public TimeProvider Clock => Parts.Clock;

    /// <summary>As the session names itself to the API; from the assignment's seed.</summary>
    public string Id { get; }

    /// <summary>What the ids of its calls and connections begin with.</summary>
    public string Name { get; }

    /// <summary>The profile's usual limits, but for what the workload sets.</summary>
    public ExchangeLimits Limits { get; }

    public ConnectionPool Pool { get; }

    /// <summary>The key it sends; null for none.</summary>
    public string? Key { get; }

    /// <summary>What is taken out of everything that is kept; null for nothing.</summary>
    public string? Secret => Parts.Gate.Secret;

    public TargetAddress Endpoint { get; }

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

    /// <summary>Begins the session's own conversation.</summary>
    /// <param name="kind">What its calls are for; a turn where null.</param>
    public ConversationCaller Converse(CallKind? kind = null)
    {
        var workload = Assignment.Workload;
        var frame = workload.Prompts > 1 ? Profile.InteractiveFrame(workload.PromptBytes) : Profile.Frame(workload.PromptBytes);
        return new ConversationCaller(this, kind ?? CallKind.Turn, Begin(frame), Name, Draws.Fork());
    }

    /// <summary>Begins the conversation of a subagent, from 1.</summary>
    public ConversationCaller Delegate(int subagent, SeededDraws draws) =>
        new(this, CallKind.Turn with { Agent = $"a{draws.Uuid():N}"[..17] }, Begin(Profile.SubagentFrame()), $"{Name}/a{subagent}", draws) { Subagent = subagent };

    /// <summary>A conversation that begins with a frame.</summary>
    public Conversation Begin(BodyFrame frame) => new(frame, _idBytes, Assignment.Workload.TurnBytes);

    /// <summary>Waits for a time that is scaled already, never less: the runtime's timers go by a coarse clock and can be early by some milliseconds.</summary>
    public async Task Wait(TimeSpan time, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var start = Clock.GetTimestamp();
        for (var rest = time; rest > TimeSpan.Zero; rest = time - Clock.GetElapsedTime(start))
        {
            await Task.Delay(rest < LeastWait ? LeastWait : rest, Clock, cancellation);
        }
    }

    /// <summary>Waits for a tool, a user or a client.</summary>
    public Task WaitScaled(TimeSpan time, CancellationToken cancellation) => Wait(time * Assignment.Workload.TimeScale, cancellation);

    /// <summary>What an attempt's headers depend on.</summary>
    public HeaderFacts Facts(bool isWhole, bool keepsAlive, int retry) => new(
        Endpoint.Authority,
        Id,

        // The place of the key stays filled where the target is not the real API, since the header is part of the request's shape.
        Assignment.Target.Kind is TargetKind.AnthropicUnauthenticated ? null : Key ?? "lab-no-key",
        MayBeEncoded: Assignment.Target.Kind == TargetKind.Emulator,
        isWhole,
        keepsAlive,
        retry);
}
