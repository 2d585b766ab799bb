using Lab.ApiEmulator.Errors;

namespace Lab.ApiEmulator.Messages;

/// <summary>What Claude Code asks the API for beside messages when it speaks to it directly: answered so that it is content, and nothing changes for it.</summary>
internal static class Housekeeping
{
    private const string HelloPath = "/api/hello";

    private static readonly byte[] Nothing = [.. "{}"u8];

    /// <summary>Asked at the start: settings, limits and features of the user's organisation; there are none.</summary>
    private static readonly Dictionary<string, byte[]> Asked = new()
    {
        ["/api/claude_code/settings"] = Nothing,

        // Less than that, and claude-code 2.1.330 asks four times more, for four seconds.
        ["/api/claude_code/policy_limits"] = [.. "{\"restrictions\":{}}"u8],
        ["/api/claude_cli/bootstrap"] = Nothing,
        ["/api/claude_code_penguin_mode"] = Nothing,
        ["/api/directory/server-urls"] = Nothing,
        ["/api/claude_code/organizations/metrics_enabled"] = Nothing,
    };

    /// <summary>Told at the start and now and then: taken, and forgotten.</summary>
    private static readonly string[] Told = ["/api/claude_code/metrics", "/api/event_logging/{**kind}", "/api/eval/{**kind}"];

    /// <summary>Which methods each path has.</summary>
    public static IEnumerable<(string Path, string Allowed)> Methods =>
        [(HelloPath, "GET, HEAD"), .. Asked.Keys.Select(p => (p, "GET")), .. Told.Select(p => (p, "POST"))];

    public static void MapHousekeeping(this WebApplication app)
    {
        app.MapMethods(HelloPath, ["GET", "HEAD"], Hello);
        foreach (var (path, answer) in Asked)
        {
            app.MapGet(path, context => Answer(context, answer));
        }

        foreach (var path in Told)
        {
            app.MapPost(path, Take);
        }
    }

    /// <summary>A client's look whether anybody is there.</summary>
    private static Task Hello(HttpContext context)
    {
        Stamp(context);
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.WriteAsJsonAsync(new Dictionary<string, string> { ["message"] = "hello" });
    }

    private static async Task Take(HttpContext context)
    {
        await RequestBody.Discard(context.Request.BodyReader);
        await Answer(context, Nothing);
    }

    private static async Task Answer(HttpContext context, byte[] answer)
    {
        Stamp(context);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private static void Stamp(HttpContext context) => context.RequestServices.GetRequiredService<ApiHeaders>().Stamp(context.Response);
}
