using Lab.Contracts;
using Lab.LoadGenerator.Exchange;

namespace Lab.LoadGenerator.Sessions;

/// <summary>The session's own conversation: prompts, after each the tools that the model asks for until all turns are made; after a failed call the user types again.</summary>
internal sealed class MainTurns(Session session, SideCalls side, CancellationToken cancellation)
{
    private readonly Workload _workload = session.Assignment.Workload;
    private readonly ConversationCaller _caller = session.Converse();
    private IReadOnlyList<ToolUse> _asked = [];
    private Task _subagents = Task.CompletedTask;
    private bool _isAnswered;

    public async Task Run()
    {
        for (var turn = 1; turn <= _workload.Turns; turn++)
        {
            if ((turn > 1 && !await Prepare(turn)) || await Make(turn) == CallEnd.NotMade)
            {
                session.Tally.NotMade(_workload.Turns - turn + 1 + (turn == 1 ? _workload.CallsPerSession - _workload.Turns : 0));
                break;
            }

            if (turn == 1)
            {
                _subagents = SubagentTurns.RunAll(session, side, cancellation);
            }
        }

        await _subagents;
    }

    private async Task<CallEnd> Make(int turn)
    {
        var end = await _caller.Call(turn, cancellation, isOwn: turn == 1 && side.StartsAtOnce);
        _isAnswered = end == CallEnd.Answered;
        _asked = _isAnswered ? _caller.Reply.Tools : [];
        return end;
    }

    /// <summary>All between two turns. False when the lab does not let it go on.</summary>
    private async Task<bool> Prepare(int turn)
    {
        var isPrompt = PromptPlan.IsPrompt(_workload, turn);
        var tools = _asked.Where(t => !ToolRuns.IsSubagent(t)).ToList();
        var runs = tools.Count > 0 || (_asked.Count == 0 && !isPrompt)
            ? ToolRuns.Run(session, tools, session.Draws, side.AsksBeforeTools ? () => side.BeforeTool(turn - 1) : null, cancellation)
            : Task.CompletedTask;
        await Task.WhenAll(runs, _subagents);

        if (_isAnswered)
        {
            _caller.Conversation.GoOn(_caller.Reply.TextBytes, _asked, isPrompt);
        }
        else
        {
            _caller.Conversation.Again();
        }

        if (isPrompt)
        {
            await session.WaitScaled(_workload.ThinkTime.At(session.Draws.Share()), cancellation);
        }

        if (!await Compact(turn))
        {
            return false;
        }

        side.BesideResults(tools, turn);
        if (isPrompt)
        {
            await side.BeforePrompt(turn);
        }

        return true;
    }

    /// <summary>Sums the history up where the next request would be too large. Without an answer the history stays as it is; false when the lab does not let it ask.</summary>
    private async Task<bool> Compact(int turn)
    {
        var conversation = _caller.Conversation;
        if (_workload.CompactAbove is not { } most || conversation.Bytes <= most || !conversation.HasGrown)
        {
            return true;
        }

        var caller = new Caller(session, CallKind.Compaction, new CompactionBody(conversation), $"{session.Name}/compact", session.Draws.Fork());
        var end = await caller.Call(turn, cancellation);
        if (end == CallEnd.Answered)
        {
            conversation.Compact(caller.Reply.TextBytes);
        }

        return end != CallEnd.NotMade;
    }
}
