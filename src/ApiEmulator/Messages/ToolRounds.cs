namespace Lab.ApiEmulator.Messages;

/// <summary>Counts the replies since the last prompt whose tools' results are there.</summary>
internal ref struct ToolRounds
{
    private ReadOnlySpan<byte> _last;
    private bool _isAnswered;

    /// <summary>How many.</summary>
    public int Count { get; private set; }

    /// <summary>A reply of the conversation.</summary>
    public void Reply() => _isAnswered = false;

    /// <summary>A message of the user's side.</summary>
    /// <param name="results">Tool results in it.</param>
    /// <param name="first">The id of the tool use that the first of them is for; empty where it does not say.</param>
    public void User(int results, ReadOnlySpan<byte> first)
    {
        if (results == 0)
        {
            // Reminders travel beside results: a message is a prompt only when it holds no result.
            Count = 0;
        }
        else if (!_isAnswered)
        {
            // The results of one reply's tools may come in several messages, and claude-code 1 sends the first use with its result twice.
            _isAnswered = true;
            Count += first.IsEmpty || !first.SequenceEqual(_last) ? 1 : 0;
            _last = first;
        }
    }
}
