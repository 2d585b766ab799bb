using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Lab.Probe.Http;

/// <summary>Says of a body that could not be read what was wrong with it and where, instead of a bare 400.</summary>
internal sealed class UnreadableBodyHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException bad)
        {
            return false;
        }

        httpContext.Response.StatusCode = bad.StatusCode;
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            Exception = exception,
            ProblemDetails = new ProblemDetails { Status = bad.StatusCode, Title = "The request could not be read", Detail = Detail(bad) },
        });
    }

    private static string Detail(BadHttpRequestException bad) => bad.InnerException is JsonException json
        ? $"The body is not the JSON that is expected here: at {json.Path ?? "its beginning"}, line {json.LineNumber + 1}. Texts are in quotes, durations are numbers of seconds."
        : "There is no body that could be read. Send a JSON object with the header Content-Type: application/json.";
}
