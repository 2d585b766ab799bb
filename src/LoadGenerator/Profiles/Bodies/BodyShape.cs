using System.Collections.Concurrent;
using System.Text;

namespace Lab.LoadGenerator.Profiles.Bodies;

/// <summary>How a client's body is put together: its keys in their order, its tools, and its usual size; any other size is made by shrinking all parts alike or by a longer prompt.</summary>
internal sealed class BodyShape
{
    private const int LeastBytes = 1_200;
    private const int ToolShell = 200;
    private const int SessionIdBytes = 36;
    private const int MostFrames = 32;

    private readonly ConcurrentDictionary<int, BodyFrame> _frames = new();

    /// <summary>Up to the first message's text, its opening quote included.</summary>
    public required string Opening { get; init; }

    /// <summary>The end of the first message, from its text's closing quote on.</summary>
    public string AfterPrompt { get; init; } = "\",\"cache_control\":{\"type\":\"ephemeral\"}}]}";

    /// <summary>From the end of the messages up to the session's id, of a system text and an array of tools.</summary>
    public required Func<string, string, string> Between { get; init; }

    /// <summary>From the session's id to the end.</summary>
    public required string End { get; init; }

    /// <summary>The same where the reply is asked for in one piece.</summary>
    public required string WholeEnd { get; init; }

    public bool NamesSession { get; init; } = true;

    /// <summary>Names of the tools; the first is the one that a shell's commands go to.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>The usual size of the first request.</summary>
    public required int Bytes { get; init; }

    /// <summary>Of which the array of tools takes.</summary>
    public int ToolBytes { get; init; }

    /// <summary>Of which the prompt takes.</summary>
    public int PromptBytes { get; init; } = 1_500;

    public int FirstTurnBytes { get; init; }

    /// <summary>The frame whose first request has that many bytes, the usual ones where null; as few as the shape allows where that is more.</summary>
    public BodyFrame Frame(int? bytes = null)
    {
        if (_frames.Count > MostFrames)
        {
            _frames.Clear();
        }

        return _frames.GetOrAdd(bytes ?? Bytes, Build);
    }

    private BodyFrame Build(int bytes)
    {
        var count = Tools.Count == 0 ? 0 : Math.Clamp((bytes - LeastBytes) / ToolShell, 1, Tools.Count);
        var spare = Math.Max(0, bytes - Size(Compose(count, 0, 0, 1)) + 1);

        // What is beyond the usual size is history, which comes as the prompt; what is below shrinks all parts alike.
        var share = Math.Min(1, (double)bytes / Bytes);
        var tools = count == 0 ? 0 : (int)Math.Clamp((ToolBytes * share) - Described(count, 0).Length, 0, Math.Max(0, spare - 1));
        var prompt = Math.Max(1, bytes > Bytes ? PromptBytes + bytes - Bytes : (int)(PromptBytes * share));
        prompt = Math.Clamp(prompt, 1, Math.Max(1, spare - tools));
        return Compose(count, tools, Math.Max(0, spare - tools - prompt), prompt);
    }

    private BodyFrame Compose(int tools, int toolText, int systemText, int promptText) => new(
        Encoding.UTF8.GetBytes(Opening),
        promptText,
        Encoding.UTF8.GetBytes(AfterPrompt),
        Encoding.UTF8.GetBytes(Between(Filler.Text(systemText), Described(tools, toolText))),
        Encoding.UTF8.GetBytes(End))
    {
        WholeEnd = Encoding.UTF8.GetBytes(WholeEnd),
        NamesSession = NamesSession,
        FirstTurnBytes = FirstTurnBytes,
    };

    private string Described(int count, int text) => $"[{string.Join(',', Tools.Take(count).Select((name, index) =>
        $$$$$"""
        {"name":"{{{{{name}}}}}","description":"{{{{{name}}}}}. {{{{{Filler.Text((text / count) + (index == 0 ? text % count : 0))}}}}}","input_schema":{"type":"object","properties":{"input":{"type":"string"}}}}
        """))}]";

    private int Size(BodyFrame frame) =>
        frame.Before.Length + frame.PromptBytes + frame.AfterPrompt.Length + frame.AfterMessages.Length + (NamesSession ? SessionIdBytes : 0) + frame.End.Length;
}
