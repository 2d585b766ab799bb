namespace Lab.LoadGenerator.Sessions;

/// <summary>One conversation: a prompt, then tool results or further prompts until all turns are made; after a failed call the user types again.</summary>
internal sealed class TurnAfterTurn : ISessionScript
{
    public async Task Play(Session session, CancellationToken cancellation)
    {
        var workload = session.Assignment.Workload;
        var caller = session.Converse();
        for (var turn = 1; turn <= workload.Turns; turn++)
        {
            if (turn > 1)
            {
                await Task.Delay(workload.ToolTime.At(session.Draws.Share()), session.Clock, cancellation);
            }

            switch (await caller.Call(turn, cancellation))
            {
                case CallEnd.Answered:
                    caller.Conversation.GoOn(caller.Reply.Stream.TextBytes, caller.Reply.Stream.Tools);
                    break;

                case CallEnd.Failed:
                    caller.Conversation.Again();
                    break;

                default:
                    session.Tally.NotMade(workload.Turns - turn + 1);
                    return;
            }
        }
    }
}
