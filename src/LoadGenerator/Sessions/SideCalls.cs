using Lab.Contracts;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Profiles.Side;

namespace Lab.LoadGenerator.Sessions;

/// <summary>The calls that a session makes beside its conversations: some it waits for, others run along until the session's end.</summary>
internal sealed class SideCalls(Session session, CancellationToken cancellation)
{
    private readonly List<Task> _running = [];
    private readonly SeededDraws _draws = session.Draws.Fork();
    private int _made;

    private SideRequests Asked => session.Profile.Side;

    /// <summary>The real API would take a client's reports for those of a user: only a stand-in gets them.</summary>
    private bool KeepsHouse => session.Assignment.Workload.FirstParty && session.Assignment.Target.Kind is TargetKind.Emulator or TargetKind.Url;

    /// <summary>Whether the client opens its first connections all at once, the conversation's among them.</summary>
    public bool StartsAtOnce => KeepsHouse && Asked.AtStart.Count > 0;

    /// <summary>Whether tools wait for an answer to a question first.</summary>
    public bool AsksBeforeTools => Asked.BeforeTool is not null;

    /// <summary>What the client asks at its start, beside the first turn.</summary>
    public void Start()
    {
        foreach (var request in KeepsHouse ? Asked.AtStart : [])
        {
            Keep(Housekeep(request, isOwn: true));
        }
    }

    /// <summary>Waits for what still runs, and reports.</summary>
    public async Task End()
    {
        await Task.WhenAll(Running());
        await Task.WhenAll((KeepsHouse ? Asked.AtEnd : []).Select(r => Housekeep(r, isOwn: false)).ToList());
    }

    /// <summary>Lets what runs come to its end, however: nothing may use the session's connections behind it.</summary>
    public Task Settle() => Task.WhenAll(Running());

    /// <summary>The question before a tool of the session's own; done when it is answered or given up.</summary>
    public Task BeforeTool(int turn) => Ask(Asked.BeforeTool, turn, null);

    /// <summary>The question before a prompt, which follows soon, whether it is answered or not.</summary>
    public async Task BeforePrompt(int turn)
    {
        if (Asked.BeforePrompt is { } question)
        {
            var follows = Asked.PromptFollows.At(session.Draws.Share());
            Keep(Ask(question, turn, null));
            await session.WaitScaled(follows, cancellation);
        }
    }

    /// <summary>The questions about tools' results, beside the turn that brings them.</summary>
    public void BesideResults(IReadOnlyList<ToolUse> tools, int turn, int? subagent = null)
    {
        for (var index = 0; index < (Asked.BesideResult is null ? 0 : tools.Count); index++)
        {
            Keep(Ask(Asked.BesideResult, turn, subagent));
        }
    }

    private Task Ask(SmallModelQuestion? question, int turn, int? subagent)
    {
        if (question is null)
        {
            return Task.CompletedTask;
        }

        var draws = Draws(out var number);
        var body = session.Begin(question.Draw(draws));
        return new Caller(session, CallKind.SmallModel, body, $"{session.Name}/x{number}", draws) { Subagent = subagent }.Call(turn, cancellation);
    }

    private Task<CallEnd> Housekeep(HousekeepingRequest request, bool isOwn)
    {
        var draws = Draws(out var number);
        return new Caller(session, CallKind.Of(request), new FixedBody(request.Body), $"{session.Name}/x{number}", draws).Call(turn: 1, cancellation, isOwn);
    }

    private SeededDraws Draws(out int number)
    {
        lock (_draws)
        {
            number = ++_made;
            return _draws.Fork();
        }
    }

    private void Keep(Task call)
    {
        lock (_running)
        {
            _running.RemoveAll(t => t.IsCompletedSuccessfully);
            _running.Add(call);
        }
    }

    private Task[] Running()
    {
        lock (_running)
        {
            return [.. _running];
        }
    }
}
