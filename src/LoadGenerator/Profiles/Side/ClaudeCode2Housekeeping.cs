using Lab.LoadGenerator.Profiles.Headers;

namespace Lab.LoadGenerator.Profiles.Side;

/// <summary>What claude-code 2.1.330 asks and reports when it talks to the API itself: ten requests beside the conversation, eight of them at once.</summary>
internal static class ClaudeCode2Housekeeping
{
    private const string Events = """{"events":[]}""";

    // Five of the first eight were named when they were measured; the others are more of the same sort.
    public static SideRequests Requests { get; } = new()
    {
        AtStart =
        [
            new("HEAD", "/api/hello"),
            new("GET", "/api/claude_code/settings"),
            new("GET", "/api/claude_code/policy_limits"),
            new("GET", "/api/claude_cli/bootstrap"),
            new("POST", "/api/event_logging/batch", Events),
            new("POST", "/api/event_logging/batch", Events),
            new("POST", "/api/event_logging/batch", Events),
            new("POST", "/api/event_logging/batch", Events),
        ],
        AtEnd =
        [
            new("POST", "/api/claude_code/metrics", """{"resource_attributes":{},"metrics":[]}"""),
            new("POST", "/api/event_logging/batch", Events),
        ],
        HousekeepingHeaders = ClaudeCode2Headers.OfHousekeeping,
    };
}
