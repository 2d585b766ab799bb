using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Lab.ServiceDefaults;

/// <summary>Refuses what a web page elsewhere could send: a request that names another origin, or reaches this service by a name that is not the local host's (DNS rebinding).</summary>
/// <remarks>Services listen on loopback, where every page in the user's browser can reach them; a command line or another service sends neither header and passes.</remarks>
internal sealed class ForeignPageGuard(RequestDelegate next, IProblemDetailsService problems)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (Reason(context.Request) is not { } reason)
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = new ProblemDetails { Status = StatusCodes.Status403Forbidden, Title = "Refused", Detail = reason },
        });
    }

    private static string? Reason(HttpRequest request)
    {
        if (request.Host.HasValue && !IsLocal(request.Host.Host))
        {
            return $"The host '{request.Host.Host}' is not this machine's loopback. Use localhost or 127.0.0.1.";
        }

        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !IsSameOrigin(origin, request))
        {
            return $"A page of '{origin}' may not use the lab.";
        }

        return request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" && !IsNavigation(request)
            ? "A page of another site may not use the lab."
            : null;
    }

    private static bool IsSameOrigin(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);

    /// <summary>A link from elsewhere to a page of the lab changes nothing and is welcome.</summary>
    private static bool IsNavigation(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate";

    private static bool IsLocal(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
