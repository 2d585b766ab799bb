using Lab.ApiEmulator.Messages;
using Lab.Contracts;

namespace Lab.ApiEmulator.Replies;

/// <summary>Which reply a request gets, and the parts of it that are the same for every request, as bytes.</summary>
internal sealed class ReplyScript(ReplyShape shape)
{
    private readonly ReplyContent _words = ReplyContent.Words(shape);

    /// <summary>By the tool's rank among those that start subagents.</summary>
    private readonly Lazy<ReplyContent>[] _subagents =
        [.. ToolInput.Subagents.Select(input => new Lazy<ReplyContent>(() => ReplyContent.Tools(shape, input, shape.Subagents)))];

    /// <summary>By the tool's rank; made when the first conversation needs them.</summary>
    private readonly Lazy<ReplyContent>[] _tools =
        [.. ToolInput.Known.Append(ToolInput.Unknown).Select(input => new Lazy<ReplyContent>(() => ReplyContent.Tools(shape, input, shape.ParallelTools)))];

    public ReplyShape Shape => shape;

    /// <summary>About four characters make a token.</summary>
    public long OutputTokens { get; } = Math.Max(1, (long)shape.Events * shape.EventBytes / 4);

    /// <summary>The reply to a request, and the tool it uses; empty for words. A request that offers no tool is always answered in words.</summary>
    public (ReplyContent Content, byte[] Tool) For(MessageRequest request)
    {
        if (shape.Subagents > 0 && request is { Replies: 0, IsSubagent: false })
        {
            return (_subagents[ToolInput.SubagentRank(request.SubagentTool)].Value, request.SubagentTool);
        }

        var rounds = shape.Subagents > 0 && request.IsSubagent ? shape.SubagentToolUses : shape.ToolUses;
        return request.ToolRounds < rounds && request.Tool.Length > 0
            ? (_tools[ToolInput.Rank(request.Tool)].Value, request.Tool)
            : (_words, []);
    }
}
