using Lab.LoadGenerator.Profiles.Headers;

namespace Lab.LoadGenerator.Profiles.Side;

/// <summary>What claude-code 2.1.330 asks and reports when it talks to the API itself: ten requests beside the conversation, as they were captured.</summary>
internal static class ClaudeCode2Housekeeping
{
    private const string Events = """{"events":[]}""";

    public static SideRequests Requests { get; } = new()
    {
        AtStart =
        [
            new("HEAD", "/api/hello"),
            new("GET", "/api/claude_code/settings"),
            new("GET", "/api/claude_code/policy_limits"),
            new("POST", "/api/eval/sdk-lab", """{"attributes":{},"forcedVariations":{},"forcedFeatures":[],"url":""}"""),
            new("GET", "/api/claude_cli/bootstrap?entrypoint=sdk-cli&model=claude-opus-5-5"),
            new("GET", "/api/claude_code_penguin_mode"),
            new("GET", "/api/directory/server-urls"),
        ],
        AtEnd =
        [
            new("GET", "/api/claude_code/organizations/metrics_enabled"),
            new("POST", "/api/event_logging/v2/batch", Events),
            new("POST", "/api/event_logging/v2/batch", Events),
        ],
        HousekeepingHeaders = ClaudeCode2Headers.OfHousekeeping,
    };
}
