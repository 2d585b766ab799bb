using Lab.Contracts;

namespace Lab.ApiEmulator.Replies;

/// <summary>The blocks of one kind of reply: one of words, or as many uses of a tool as the plan wants at once.</summary>
internal sealed class ReplyContent
{
    private readonly int _eventBytes;

    private ReplyContent(ReplyShape shape, ToolInput? input, int blocks)
    {
        Input = input;
        _eventBytes = shape.EventBytes;

        // A tool's input is only whole with a delta in it.
        var deltas = input is null ? shape.Events : Math.Max(shape.Events, blocks);
        Blocks = [.. Enumerable.Range(0, blocks).Select(index => Block(index, (deltas / blocks) + (index < deltas % blocks ? 1 : 0)))];

        DeltaScript Block(int index, int count) => input is null
            ? new DeltaScript((index, blocks), count, shape.EventBytes, "\"text_delta\",\"text\"")
            : new DeltaScript((index, blocks), count, shape.EventBytes, "\"input_json_delta\",\"partial_json\"", Escaped(input.Opening), Escaped(ToolInput.Closing));
    }

    /// <summary>How its tools' inputs look; null for words.</summary>
    public ToolInput? Input { get; }

    /// <summary>One or more.</summary>
    public IReadOnlyList<DeltaScript> Blocks { get; }

    public static ReplyContent Words(ReplyShape shape) => new(shape, null, 1);

    public static ReplyContent Tools(ReplyShape shape, ToolInput input, int blocks) => new(shape, input, blocks);

    /// <summary>All text of a block.</summary>
    public string TextOf(int block) => Filler.At(0, Blocks[block].Count * _eventBytes);

    private static string Escaped(string json) => json.Replace("\"", "\\\"", StringComparison.Ordinal);
}
