using Lab.Contracts;

namespace Lab.ApiEmulator.Replies;

/// <summary>The parts of a plan's replies that are the same for every request, as bytes.</summary>
internal sealed class ReplyScript(ReplyShape shape)
{
    /// <summary>The tool that a reply asks for where the request offers none.</summary>
    private static readonly byte[] Shell = [.. "Bash"u8];

    private readonly DeltaScript _text = new(shape, "\"text_delta\",\"text\"");

    /// <summary>A shell's comment is free to be of any length, and does nothing.</summary>
    private readonly DeltaScript _command = new(shape, "\"input_json_delta\",\"partial_json\"", "{\\\"command\\\":\\\"true # ", "\\\"}");

    private readonly DeltaScript _input = new(shape, "\"input_json_delta\",\"partial_json\"", "{\\\"input\\\":\\\"", "\\\"}");

    public ReplyShape Shape => shape;

    /// <summary>About four characters make a token.</summary>
    public long OutputTokens { get; } = Math.Max(1, (long)shape.Events * shape.EventBytes / 4);

    /// <summary>The deltas of an answer in words.</summary>
    public DeltaScript Text => _text;

    /// <summary>The deltas of a tool's input.</summary>
    public DeltaScript Input(ReadOnlySpan<byte> tool) => IsShell(tool) ? _command : _input;

    public static bool IsShell(ReadOnlySpan<byte> tool) => tool.SequenceEqual(Shell);

    /// <summary>The tool to ask for.</summary>
    public static byte[] ToolFor(byte[] offered) => offered.Length > 0 ? offered : Shell;
}
