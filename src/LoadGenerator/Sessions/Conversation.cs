using System.Text;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Profiles;

namespace Lab.LoadGenerator.Sessions;

/// <summary>A history that grows turn by turn and is sent whole each time. It holds pieces of shared text and a few bytes of its own.</summary>
internal sealed class Conversation : IBody
{
    private static readonly byte[] Said = [.. ",{\"role\":\"assistant\",\"content\":["u8];
    private static readonly byte[] Asked = [.. ",{\"role\":\"user\",\"content\":["u8];
    private static readonly byte[] Text = [.. "{\"type\":\"text\",\"text\":\""u8];
    private static readonly byte[] Quote = [.. "\"}"u8];
    private static readonly byte[] End = [.. "]}"u8];
    private static readonly byte[] Comma = [.. ","u8];

    private readonly List<ReadOnlyMemory<byte>> _pieces;
    private readonly BodyFrame _frame;
    private readonly int _turnBytes;
    private readonly int _opening;
    private bool _isFirst = true;

    /// <param name="frame">What all bodies share.</param>
    /// <param name="sessionId">The session, as it names itself.</param>
    /// <param name="turnBytes">Growth a turn beyond the reply; a little more where the shape of the messages needs it.</param>
    public Conversation(BodyFrame frame, ReadOnlyMemory<byte> sessionId, int turnBytes)
    {
        _frame = frame;
        _turnBytes = turnBytes;
        _pieces = [frame.Before];
        Filler.Add(_pieces, _pieces.Count, frame.PromptBytes);
        _pieces.Add(frame.AfterPrompt);
        _opening = _pieces.Count;
        _pieces.Add(frame.AfterMessages);
        if (frame.NamesSession)
        {
            _pieces.Add(sessionId);
        }

        _pieces.Add(frame.End);
        EndingPieces = _pieces.Count - _opening;
        Bytes = _pieces.Sum(p => p.Length);
    }

    /// <summary>Bytes of the next request's body.</summary>
    public int Bytes { get; private set; }

    /// <summary>Whether there is a history behind the first prompt that a summary could take the place of.</summary>
    public bool HasGrown { get; private set; }

    /// <summary>How many pieces lie behind the messages.</summary>
    public int EndingPieces { get; }

    public int Length(bool isWhole) => isWhole ? Bytes - _frame.End.Length + _frame.WholeEnd.Length : Bytes;

    public IReadOnlyList<ReadOnlyMemory<byte>> Pieces(bool isWhole)
    {
        _pieces[^1] = isWhole ? _frame.WholeEnd : _frame.End;
        return _pieces;
    }

    /// <summary>Takes a reply in, and answers it: with the tools' results where it asks for tools, with the next prompt where it does not, or with both.</summary>
    /// <param name="textBytes">Bytes of text in the reply.</param>
    /// <param name="tools">The tools that it asks for.</param>
    /// <param name="prompts">Whether the user types again.</param>
    public void GoOn(int textBytes, IReadOnlyList<ToolUse> tools, bool prompts = false)
    {
        var before = Bytes + textBytes;
        if (textBytes > 0 || tools.Count > 0)
        {
            Reply(textBytes, tools);
        }

        Add(Asked);
        if (tools.Count == 0)
        {
            Prompt(before);
        }
        else
        {
            Results(before, tools, prompts);
        }

        Add(End);
        _isFirst = false;
        HasGrown = true;
    }

    /// <summary>The user types again, with no reply in between.</summary>
    public void Again() => GoOn(0, []);

    /// <summary>A summary takes the place of all that came after the first prompt.</summary>
    public void Compact(int summaryBytes)
    {
        _pieces.RemoveRange(_opening, _pieces.Count - EndingPieces - _opening);
        Bytes = _pieces.Sum(p => p.Length);
        GoOn(Math.Max(1, summaryBytes), []);
        HasGrown = false;
    }

    private void Reply(int textBytes, IReadOnlyList<ToolUse> tools)
    {
        Add(Said);
        if (textBytes > 0)
        {
            Add(Text);
            Fill(textBytes);
            Add(Quote);
        }

        for (var index = 0; index < tools.Count; index++)
        {
            if (textBytes > 0 || index > 0)
            {
                Add(Comma);
            }

            Add($$$$"""{"type":"tool_use","id":"{{{{tools[index].Id}}}}","name":"{{{{tools[index].Name}}}}","input":{}}""");
        }

        Add(End);
    }

    private void Results(int before, IReadOnlyList<ToolUse> tools, bool prompts)
    {
        const string Close = "\"}";
        for (var index = 1; index < tools.Count; index++)
        {
            Add($$$$"""{"type":"tool_result","tool_use_id":"{{{{tools[index].Id}}}}","content":""},""");
        }

        Add($$$$"""{"type":"tool_result","tool_use_id":"{{{{tools[0].Id}}}}","content":" """.TrimEnd());
        if (!prompts)
        {
            Fill(Room(before) - Close.Length);
            Add(Quote);
            return;
        }

        Add(Quote);
        Add(Comma);
        Prompt(before);
    }

    private void Prompt(int before)
    {
        Add(Text);

        // The API refuses an empty text.
        Fill(Math.Max(1, Room(before) - Quote.Length));
        Add(Quote);
    }

    /// <summary>What is left of the turn's growth, but for the end of its message.</summary>
    private int Room(int before) => Math.Max(_turnBytes, _isFirst ? _frame.FirstTurnBytes : 0) - (Bytes - before) - End.Length;

    private void Add(string text) => Add(Encoding.UTF8.GetBytes(text));

    private void Add(byte[] bytes)
    {
        _pieces.Insert(_pieces.Count - EndingPieces, bytes);
        Bytes += bytes.Length;
    }

    private void Fill(int bytes)
    {
        Filler.Add(_pieces, _pieces.Count - EndingPieces, bytes);
        Bytes += Math.Max(0, bytes);
    }
}
