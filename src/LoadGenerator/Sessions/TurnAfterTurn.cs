namespace Lab.LoadGenerator.Sessions;

/// <summary>A session as Claude Code's go: its own conversation, subagents after the first reply, and what its client asks beside.</summary>
internal sealed class TurnAfterTurn : ISessionScript
{
    public async Task Play(Session session, CancellationToken cancellation)
    {
        var side = new SideCalls(session, cancellation);
        try
        {
            side.Start();
            await new MainTurns(session, side, cancellation).Run();
            await side.End();
        }
        finally
        {
            await side.Settle().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
