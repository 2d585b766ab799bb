using Lab.ApiEmulator.Errors;

namespace Lab.ApiEmulator.Messages;

/// <summary>What Claude Code asks the API for beside messages when it speaks to it directly: answered so that it is content, and nothing changes for it.</summary>
internal static class Housekeeping
{
    private const string HelloPath = "/api/hello";

    private static readonly byte[] Nothing = [.. "{}"u8];

    /// <summary>Asked at the start: settings, limits and features of the user's organisation; there are none.</summary>
    private static readonly string[] Asked = ["/api/claude_code/settings", "/api/claude_code/policy_limits", "/api/claude_cli/bootstrap"];

    /// <summary>Told now and then: taken, and forgotten.</summary>
    private static readonly string[] Told = ["/api/claude_code/metrics", "/api/event_logging/{**kind}"];

    /// <summary>Which methods each path has.</summary>
    public static IEnumerable<(string Path, string Allowed)> Methods =>
        [(HelloPath, "GET, HEAD"), .. Asked.Select(p => (p, "GET")), .. Told.Select(p => (p, "POST"))];

    public static void MapHousekeeping(this WebApplication app)
    {
        app.MapMethods(HelloPath, ["GET", "HEAD"], Hello);
        foreach (var path in Asked)
        {
            app.MapGet(path, Answer);
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
        await Answer(context);
    }

    private static async Task Answer(HttpContext context)
    {
        Stamp(context);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Nothing.Length;
        await context.Response.Body.WriteAsync(Nothing, context.RequestAborted);
    }

    private static void Stamp(HttpContext context) => context.RequestServices.GetRequiredService<ApiHeaders>().Stamp(context.Response);
}
