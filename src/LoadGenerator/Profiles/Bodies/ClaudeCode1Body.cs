using Lab.LoadGenerator.Dialing.Names;

namespace Lab.LoadGenerator.Profiles.Bodies;

/// <summary>The bodies of claude-code 1.0.35: the session's, a subagent's, and the small model's questions.</summary>
internal static class ClaudeCode1Body
{
    private static readonly string[] Tools =
    [
        "Bash", "Task", "Glob", "Grep", "LS", "exit_plan_mode", "Read", "Edit", "MultiEdit", "Write", "NotebookRead", "NotebookEdit", "WebFetch", "TodoRead", "TodoWrite", "WebSearch",
    ];

    /// <summary>As measured: 52,735 bytes in all, of which the tools took 39,109; 52,721 without a stream.</summary>
    public static BodyShape Main { get; } = Shape(Tools, 52_735, 39_109);

    /// <summary>As measured: 39,130 bytes in all, of which the tools took 36,551.</summary>
    public static BodyShape Subagent { get; } = Shape([.. Tools.Except(["Task"])], 39_130, 36_551);

    /// <summary>The small model's: no tools, 512 tokens, temperature 0; 554 to 37,434 bytes were seen.</summary>
    public static BodyShape SmallModel { get; } = new()
    {
        Opening = """{"model":"claude-3-5-haiku-20241022","messages":[{"role":"user","content":[{"type":"text","text":" """.TrimEnd(),
        AfterPrompt = "\"}]}",
        Between = (system, _) =>
            $$$$"""
            ],"temperature":0,"system":[{"type":"text","text":"Answer in short. {{{{system}}}}"}],"metadata":{"user_id":"{{{{UserId.Prefix}}}}
            """,
        End = """ "},"max_tokens":512,"stream":true} """.Trim(),
        WholeEnd = """ "},"max_tokens":512} """.Trim(),
        Bytes = 554,
        PromptBytes = 40,
    };

    private static BodyShape Shape(string[] tools, int bytes, int toolBytes) => new()
    {
        Opening = """{"model":"claude-sonnet-4-20250514","messages":[{"role":"user","content":[{"type":"text","text":" """.TrimEnd(),
        Between = (system, described) =>
            $$$$"""
            ],"temperature":1,"system":[{"type":"text","text":"You are Claude Code, Anthropic's official CLI for Claude.","cache_control":{"type":"ephemeral"}},{"type":"text","text":"Work on the user's task. {{{{system}}}}","cache_control":{"type":"ephemeral"}}],"tools":{{{{described}}}},"metadata":{"user_id":"{{{{UserId.Prefix}}}}
            """,
        End = """ "},"max_tokens":32000,"stream":true} """.Trim(),
        WholeEnd = """ "},"max_tokens":21333} """.Trim(),
        Tools = tools,
        Bytes = bytes,
        ToolBytes = toolBytes,
    };
}
