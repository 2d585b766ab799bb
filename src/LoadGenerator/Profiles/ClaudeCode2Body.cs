using System.Collections.Concurrent;
using System.Text;

namespace Lab.LoadGenerator.Profiles;

/// <summary>The body of claude-code 2.1.330: its keys in their order, twelve tools, two system blocks, three cache marks, a stream.</summary>
internal static class ClaudeCode2Body
{
    // As measured: 49,239 bytes in all, of which the tools took 31,072.
    public const int UsualBytes = 49_239;
    private const int UsualToolBytes = 31_072;
    private const int UsualPromptBytes = 1_500;
    private const int ToolShell = 200;
    private const int SessionIdBytes = 36;
    private const int MostFrames = 32;

    private const string Quote = "\"";

    private const string UserId = "user_5f0c1d2e3b4a59687786958493a2b1c0dfeefd0c1b2a39485766758493a2b1c0_account__session_";

    private static readonly string[] Tools = ["Bash", "Read", "Edit", "Write", "Glob", "Grep", "Task", "TodoWrite", "WebFetch", "WebSearch", "NotebookEdit", "ExitPlanMode"];

    private static readonly ConcurrentDictionary<int, BodyFrame> Frames = new();

    /// <summary>The frame whose first request has that many bytes; as few as the shape allows where that is more (some 1,200).</summary>
    public static BodyFrame Frame(int promptBytes)
    {
        if (Frames.Count > MostFrames)
        {
            Frames.Clear();
        }

        return Frames.GetOrAdd(promptBytes, static bytes => Build(bytes));
    }

    private static BodyFrame Build(int promptBytes)
    {
        var count = Math.Clamp((promptBytes - 1_200) / ToolShell, 1, Tools.Length);
        var spare = Math.Max(0, promptBytes - Size(Compose(count, 0, 0, 1)) + 1);

        // What is beyond the usual size is history, which comes as the prompt; what is below shrinks all parts alike.
        var share = Math.Min(1, (double)promptBytes / UsualBytes);
        var tools = (int)Math.Clamp((UsualToolBytes * share) - Described(count, 0).Length, 0, Math.Max(0, spare - 1));
        var prompt = Math.Max(1, promptBytes > UsualBytes ? UsualPromptBytes + promptBytes - UsualBytes : (int)(UsualPromptBytes * share));
        prompt = Math.Clamp(prompt, 1, Math.Max(1, spare - tools));
        var system = Math.Max(0, spare - tools - prompt);

        return Compose(count, tools, system, prompt);
    }

    private static BodyFrame Compose(int tools, int toolText, int systemText, int promptText) => new(
        Encoding.UTF8.GetBytes($$$$"""{"model":"claude-opus-5-5","messages":[{"role":"user","content":[{"type":"text","text":{{{{Quote}}}}"""),
        promptText,
        Encoding.UTF8.GetBytes($$$$"""{{{{Quote}}}},"cache_control":{"type":"ephemeral"}}]}"""),
        Encoding.UTF8.GetBytes(
            $$$$"""
            ],"system":[{"type":"text","text":"You are Claude Code, Anthropic's official CLI for Claude.","cache_control":{"type":"ephemeral"}},{"type":"text","text":"Work on the user's task. {{{{Filler.Text(systemText)}}}}","cache_control":{"type":"ephemeral"}}],"tools":[{{{{Described(tools, toolText)}}}}],"metadata":{"user_id":"{{{{UserId}}}}
            """),
        Encoding.UTF8.GetBytes(
            $$$$"""
            {{{{Quote}}}}},"max_tokens":128000,"thinking":{"type":"adaptive"},"context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]},"output_config":{"effort":"medium"},"stream":true}
            """));

    private static string Described(int count, int text) => string.Join(',', Tools.Take(count).Select((name, index) =>
        $$$$$"""
        {"name":"{{{{{name}}}}}","description":"{{{{{name}}}}}. {{{{{Filler.Text((text / count) + (index == 0 ? text % count : 0))}}}}}","input_schema":{"type":"object","properties":{"input":{"type":"string"}}}}
        """));

    private static int Size(BodyFrame frame) =>
        frame.Before.Length + frame.PromptBytes + frame.AfterPrompt.Length + frame.AfterMessages.Length + SessionIdBytes + frame.End.Length;
}
