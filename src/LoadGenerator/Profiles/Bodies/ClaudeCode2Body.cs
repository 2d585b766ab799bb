namespace Lab.LoadGenerator.Profiles.Bodies;

/// <summary>The bodies of claude-code 2.1.330: print mode, interactive, and a subagent's, with three cache marks each.</summary>
internal static class ClaudeCode2Body
{
    private static readonly string[] Tools = ["Bash", "Agent", "Edit", "ListAgents", "Read", "ReportFindings", "ScheduleWakeup", "Skill", "ToolSearch", "Workflow", "DeferredToolPlaceholder", "Write"];

    /// <summary>As measured: 49,239 bytes in all, of which the tools took 31,072.</summary>
    public static BodyShape Print { get; } = Shape(Tools, 49_239, 31_072);

    /// <summary>As measured: 56,600 to 56,900 bytes in all, of which the tools took 35,234.</summary>
    public static BodyShape Interactive { get; } = Shape([.. Tools, "AskUserQuestion"], 56_750, 35_234);

    /// <summary>As measured: 33,276 bytes in the first turn, 35,323 in the second, of which the tools took 20,496.</summary>
    public static BodyShape Subagent { get; } = Shape([.. Tools.Except(["ScheduleWakeup", "Workflow"])], 33_276, 20_496, display: "omitted", firstTurnBytes: 35_323 - 33_276);

    private static BodyShape Shape(string[] tools, int bytes, int toolBytes, string display = "updates", int firstTurnBytes = 0) => new()
    {
        Opening = """{"model":"claude-opus-5-5","messages":[{"role":"user","content":[{"type":"text","text":" """.TrimEnd(),
        Between = (system, described) =>
            $$$$"""
            ],"system":[{"type":"text","text":"client 2.1.330"},{"type":"text","text":"You are an agent.","cache_control":{"type":"ephemeral"}},{"type":"text","text":"Work on the user's task. {{{{system}}}}","cache_control":{"type":"ephemeral"}}],"tools":{{{{described}}}},"metadata":{"user_id":"{{{{UserId.Described}}}}
            """,
        End = Ending("128000", display, "true"),

        // One digit less and one letter more: the fallback was measured to be as large as the stream's request.
        WholeEnd = Ending("64000", display, "false"),
        Tools = tools,
        Bytes = bytes,
        ToolBytes = toolBytes,
        FirstTurnBytes = firstTurnBytes,
    };

    private static string Ending(string maxTokens, string display, string stream) =>
        $$$$"""
        \"}"},"max_tokens":{{{{maxTokens}}}},"thinking":{"type":"adaptive","display":"{{{{display}}}}"},"context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]},"output_config":{"effort":"medium"},"stream":{{{{stream}}}}}
        """;
}
