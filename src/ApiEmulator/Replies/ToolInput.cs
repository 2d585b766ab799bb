using System.Text;

namespace Lab.ApiEmulator.Replies;

/// <summary>What a reply fills a tool's input with: a text of any length in the tool's own field, and nothing that does harm.</summary>
/// <param name="Name">The tool, as clients name it.</param>
/// <param name="Opening">The input's JSON before the text.</param>
internal sealed record ToolInput(string Name, string Opening)
{
    /// <summary>The input's JSON behind the text.</summary>
    public const string Closing = "\"}";

    /// <summary>Tools with an input that their clients accept, the best first: a shell's comment does nothing and succeeds, the others look for what is not there.</summary>
    public static IReadOnlyList<ToolInput> Known { get; } =
    [
        new("Bash", "{\"command\":\"true # "),
        new("Glob", "{\"pattern\":\""),
        new("Grep", "{\"pattern\":\""),
        new("Read", "{\"file_path\":\"/"),
    ];

    /// <summary>For a tool of a user's own; its client may refuse it, and says so to the model.</summary>
    public static ToolInput Unknown { get; } = new("", "{\"input\":\"");

    /// <summary>The tools that start subagents, with all fields that any version of them asks for. Claude-code 2 lets an agent run in the background unless it is told to wait for it.</summary>
    public static IReadOnlyList<ToolInput> Subagents { get; } =
    [
        new("Task", "{\"description\":\"Look at the path\",\"subagent_type\":\"general-purpose\",\"prompt\":\""),
        new("Agent", "{\"description\":\"Look at the path\",\"subagent_type\":\"general-purpose\",\"run_in_background\":false,\"prompt\":\""),
    ];

    private static readonly byte[][] Names = [.. Known.Select(t => Encoding.ASCII.GetBytes(t.Name))];

    private static readonly byte[][] SubagentNames = [.. Subagents.Select(t => Encoding.ASCII.GetBytes(t.Name))];

    /// <summary>Where a tool stands in <see cref="Known"/>, from 0; the number of those for any other.</summary>
    public static int Rank(ReadOnlySpan<byte> name) => Rank(Names, name);

    /// <summary>Where a tool stands in <see cref="Subagents"/>, from 0.</summary>
    public static int SubagentRank(ReadOnlySpan<byte> name) => Rank(SubagentNames, name);

    /// <summary>Whether it is a tool that starts subagents.</summary>
    public static bool StartsSubagents(ReadOnlySpan<byte> name) => SubagentRank(name) < SubagentNames.Length;

    private static int Rank(byte[][] names, ReadOnlySpan<byte> name)
    {
        for (var rank = 0; rank < names.Length; rank++)
        {
            if (name.SequenceEqual(names[rank]))
            {
                return rank;
            }
        }

        return names.Length;
    }
}
