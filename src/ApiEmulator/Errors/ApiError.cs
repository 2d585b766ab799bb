using System.Globalization;
using System.Text.Json;

namespace Lab.ApiEmulator.Errors;

/// <summary>A refusal as the API words it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Type">The API's own name for it.</param>
/// <param name="Message">One sentence.</param>
/// <param name="ShouldRetry">The header <c>x-should-retry</c>, which official clients obey before their own rules; null leaves it out.</param>
/// <param name="RetryAfter">The header <c>retry-after</c>, in whole seconds.</param>
internal sealed record ApiError(int Status, string Type, string Message, bool? ShouldRetry = null, TimeSpan? RetryAfter = null)
{
    public static ApiError Overloaded { get; } = new(529, "overloaded_error", "Overloaded", ShouldRetry: true);

    public static ApiError Internal { get; } = new(StatusCodes.Status500InternalServerError, "api_error", "Internal server error", ShouldRetry: true);

    public static ApiError TooLarge { get; } = new(StatusCodes.Status413PayloadTooLarge, "request_too_large", "Request exceeds the maximum size", ShouldRetry: false);

    public static ApiError MethodNotAllowed { get; } = new(StatusCodes.Status405MethodNotAllowed, "invalid_request_error", "Method Not Allowed", ShouldRetry: false);

    public static ApiError NotFound { get; } = new(StatusCodes.Status404NotFound, "not_found_error", "Not Found", ShouldRetry: false);

    public static ApiError Invalid(string message) => new(StatusCodes.Status400BadRequest, "invalid_request_error", message, ShouldRetry: false);

    public static ApiError RateLimited(TimeSpan? retryAfter) =>
        new(StatusCodes.Status429TooManyRequests, "rate_limit_error", "This request would exceed your account's rate limit. Please try again later.", ShouldRetry: true, retryAfter);

    /// <summary>Writes it as the whole response, and sends it.</summary>
    public async Task Write(HttpContext context, string requestId)
    {
        var response = context.Response;
        response.StatusCode = Status;
        response.ContentType = "application/json";
        if (ShouldRetry is { } retry)
        {
            response.Headers["x-should-retry"] = retry ? "true" : "false";
        }

        if (RetryAfter is { } after)
        {
            response.Headers.RetryAfter = ((long)after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(new { type = "error", error = new { type = Type, message = Message }, request_id = requestId });
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(HttpMethods.IsHead(context.Request.Method) ? [] : body, context.RequestAborted);
        await response.Body.FlushAsync(context.RequestAborted);
    }
}
