using System.Text;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Profiles;

namespace Lab.LoadGenerator.Sessions;

/// <summary>A history that grows turn by turn and is sent whole each time. It holds pieces of shared text and a few bytes of its own.</summary>
internal sealed class Conversation
{
    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private readonly int _turnBytes;
    private readonly int _ending;

    /// <param name="frame">What all bodies share.</param>
    /// <param name="sessionId">The session, as it names itself.</param>
    /// <param name="turnBytes">Growth a turn beyond the reply; a little more where the shape of the messages needs it.</param>
    public Conversation(BodyFrame frame, string sessionId, int turnBytes)
    {
        _turnBytes = turnBytes;
        _pieces.Add(frame.Before);
        Filler.Add(_pieces, _pieces.Count, frame.PromptBytes);
        _pieces.Add(frame.AfterPrompt);
        ReadOnlyMemory<byte>[] ending = [frame.AfterMessages, Encoding.UTF8.GetBytes(sessionId), frame.End];
        _pieces.AddRange(ending);
        _ending = ending.Length;
        Length = _pieces.Sum(p => p.Length);
    }

    /// <summary>Bytes of the next request's body.</summary>
    public int Length { get; private set; }

    public IReadOnlyList<ReadOnlyMemory<byte>> Pieces => _pieces;

    /// <summary>Takes a reply in, and answers it: with the tools' results where it asks for tools, else with the next prompt.</summary>
    public void GoOn(int textBytes, IReadOnlyList<ToolUse> tools)
    {
        var said = new StringBuilder();
        var hasText = textBytes > 0;
        foreach (var tool in tools)
        {
            said.Append(hasText || said.Length > 0 ? "," : "").Append($$$$"""{"type":"tool_use","id":"{{{{tool.Id}}}}","name":"{{{{tool.Name}}}}","input":{}}""");
        }

        var shell = Length;
        if (hasText || tools.Count > 0)
        {
            Add(",{\"role\":\"assistant\",\"content\":[");
            if (hasText)
            {
                Add("{\"type\":\"text\",\"text\":\"");
                Fill(textBytes);
                Add("\"}");
            }

            Add($"{said}]}}");
        }

        var used = Length - shell - textBytes;
        if (tools.Count == 0)
        {
            Prompt(used);
            return;
        }

        Add(",{\"role\":\"user\",\"content\":[");
        for (var index = 1; index < tools.Count; index++)
        {
            Add($$$$"""{"type":"tool_result","tool_use_id":"{{{{tools[index].Id}}}}","content":""},""");
        }

        Add($$$$"""{"type":"tool_result","tool_use_id":"{{{{tools[0].Id}}}}","content":" """.TrimEnd());
        Fill(_turnBytes - (Length - shell - textBytes) - "\"}]}".Length);
        Add("\"}]}");
    }

    /// <summary>The user types again, with no reply in between.</summary>
    public void Again() => Prompt(0);

    private void Prompt(int used)
    {
        const string Start = ",{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"";
        const string End = "\"}]}";
        Add(Start);

        // The API refuses an empty text.
        Fill(Math.Max(1, _turnBytes - used - Start.Length - End.Length));
        Add(End);
    }

    private void Add(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        _pieces.Insert(_pieces.Count - _ending, bytes);
        Length += bytes.Length;
    }

    private void Fill(int bytes)
    {
        Filler.Add(_pieces, _pieces.Count - _ending, bytes);
        Length += Math.Max(0, bytes);
    }
}
