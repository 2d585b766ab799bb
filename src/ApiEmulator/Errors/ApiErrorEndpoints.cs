using Lab.ApiEmulator.Messages;

namespace Lab.ApiEmulator.Errors;

/// <summary>The API's own answers where it has nothing: unknown paths, and known paths by another method.</summary>
internal static class ApiErrorEndpoints
{
    public static void MapApiErrors(this WebApplication app)
    {
        foreach (var (path, allowed) in MessagesEndpoints.Methods)
        {
            app.Map(path, context =>
            {
                context.Response.Headers.Allow = allowed;
                return Refuse(context, ApiError.MethodNotAllowed);
            });
        }

        app.MapFallback(context => Refuse(context, ApiError.NotFound));
    }

    private static Task Refuse(HttpContext context, ApiError error)
    {
        var headers = context.RequestServices.GetRequiredService<ApiHeaders>();
        return error.Write(context, headers.Stamp(context.Response));
    }
}
