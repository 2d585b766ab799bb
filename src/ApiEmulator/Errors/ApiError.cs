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

    /// <summary>Without <c>x-should-retry</c>: clients follow their own rules.</summary>
    public static ApiError Unauthorized { get; } = new(StatusCodes.Status401Unauthorized, "authentication_error", "invalid x-api-key");

    /// <summary>Without <c>x-should-retry</c>: clients follow their own rules.</summary>
    public static ApiError Forbidden { get; } = new(StatusCodes.Status403Forbidden, "permission_error", "Your API key does not have permission to use the specified resource.");

    public static ApiError TooLarge { get; } = new(StatusCodes.Status413PayloadTooLarge, "request_too_large", "Request exceeds the maximum size", ShouldRetry: false);

    public static ApiError MethodNotAllowed { get; } = new(StatusCodes.Status405MethodNotAllowed, "invalid_request_error", "Method Not Allowed", ShouldRetry: false);

    public static ApiError NotFound { get; } = new(StatusCodes.Status404NotFound, "not_found_error", "Not Found", ShouldRetry: false);

    /// <summary>What a stream's error events can be, with the status that each has as a response of its own.</summary>
    private static readonly ApiError[] InStreams =
    [
        Overloaded, Internal, RateLimited(null), Unauthorized, Forbidden, NotFound, TooLarge, Invalid("The request is not valid."),
        new(StatusCodes.Status504GatewayTimeout, "timeout_error", "The request timed out."),
    ];

    /// <summary>The names that <see cref="OfType"/> knows.</summary>
    public static IEnumerable<string> Types => InStreams.Select(e => e.Type);

    /// <summary>The error by the API's name for it; null for a name that the API does not have.</summary>
    public static ApiError? OfType(string type) => InStreams.FirstOrDefault(e => e.Type == type);

    public static ApiError Invalid(string message) => new(StatusCodes.Status400BadRequest, "invalid_request_error", message, ShouldRetry: false);

    public static ApiError RateLimited(TimeSpan? retryAfter) =>
        new(StatusCodes.Status429TooManyRequests, "rate_limit_error", "This request would exceed your account's rate limit. Please try again later.", ShouldRetry: true, retryAfter);

    /// <summary>The error's body, or an error event's data.</summary>
    public byte[] Json(string requestId) =>
        JsonSerializer.SerializeToUtf8Bytes(new { type = "error", error = new { type = Type, message = Message }, request_id = requestId });

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

        var body = Json(requestId);
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(HttpMethods.IsHead(context.Request.Method) ? [] : body, context.RequestAborted);
        await response.Body.FlushAsync(context.RequestAborted);
    }
}
