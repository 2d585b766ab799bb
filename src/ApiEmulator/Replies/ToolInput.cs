using System.Text;

namespace Lab.ApiEmulator.Replies;

/// <summary>What a reply fills a tool's input with: a text of any length in the tool's own field, and nothing that does harm.</summary>
/// <param name="Name">The tool, as clients name it.</param>
/// <param name="Opening">The input's JSON before the text.</param>
internal sealed record ToolInput(string Name, string Opening)
{
    /// <summary>The input's JSON behind the text.</summary>
    public const string Closing = "\"}";

    private static readonly byte[][] SubagentTools = [[.. "Task"u8], [.. "Agent"u8]];

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

    /// <summary>For a subagent: all fields that any version of the tool asks for.</summary>
    public static ToolInput Subagent { get; } = new("Task", "{\"description\":\"Look at the path\",\"subagent_type\":\"general-purpose\",\"prompt\":\"");

    private static readonly byte[][] Names = [.. Known.Select(t => Encoding.ASCII.GetBytes(t.Name))];

    /// <summary>Where a tool stands in <see cref="Known"/>, from 0; the number of those for any other.</summary>
    public static int Rank(ReadOnlySpan<byte> name)
    {
        for (var rank = 0; rank < Names.Length; rank++)
        {
            if (name.SequenceEqual(Names[rank]))
            {
                return rank;
            }
        }

        return Names.Length;
    }

    /// <summary>Whether it is the tool that starts subagents.</summary>
    public static bool StartsSubagents(ReadOnlySpan<byte> name) => name.SequenceEqual(SubagentTools[0]) || name.SequenceEqual(SubagentTools[1]);
}
