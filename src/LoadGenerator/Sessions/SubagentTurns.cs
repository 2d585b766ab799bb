using Lab.LoadGenerator.Exchange;

namespace Lab.LoadGenerator.Sessions;

/// <summary>The conversation of a subagent, beside the others: its own history, its own chance, the session's connections.</summary>
internal static class SubagentTurns
{
    /// <summary>Runs all subagents of a session at once, until the last has ended.</summary>
    public static Task RunAll(Session session, SideCalls side, CancellationToken cancellation)
    {
        var chances = Enumerable.Range(1, session.Assignment.Workload.Subagents).Select(number => (Number: number, Draws: session.Draws.Fork())).ToList();
        return Task.WhenAll(chances.Select(c => Run(session, side, c.Number, c.Draws, cancellation)).ToList());
    }

    private static async Task Run(Session session, SideCalls side, int number, SeededDraws draws, CancellationToken cancellation)
    {
        var turns = session.Assignment.Workload.SubagentTurns;
        var caller = session.Delegate(number, draws.Fork());
        IReadOnlyList<ToolUse> tools = [];
        for (var turn = 1; turn <= turns; turn++)
        {
            if (turn > 1)
            {
                await ToolRuns.Run(session, tools, draws, before: null, cancellation);
                side.BesideResults(tools, turn, number);
            }

            switch (await caller.Call(turn, cancellation))
            {
                case CallEnd.Answered:
                    tools = caller.Reply.Tools;
                    caller.Conversation.GoOn(caller.Reply.TextBytes, tools);
                    break;

                case CallEnd.Failed:
                    tools = [];
                    caller.Conversation.Again();
                    break;

                default:
                    session.Tally.NotMade(turns - turn + 1);
                    return;
            }
        }
    }
}
