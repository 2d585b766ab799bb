namespace Lab.LoadGenerator.Sessions;

/// <summary>Makes the calls of one conversation, whose history grows from one to the next.</summary>
internal sealed class ConversationCaller(Session session, CallKind kind, Conversation conversation, string name, SeededDraws draws)
    : Caller(session, kind, conversation, name, draws)
{
    public Conversation Conversation => conversation;
}
