namespace Lab.LoadGenerator.Sessions;

/// <summary>What a session does: which calls it makes, one after another or side by side, and what it waits for between them.</summary>
internal interface ISessionScript
{
    /// <summary>Plays the session to its end. Every planned call is made, or counted as not made.</summary>
    Task Play(Session session, CancellationToken cancellation);
}
