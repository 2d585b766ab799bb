using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lab.Contracts;

namespace Lab.VmController.Api;

/// <summary>How requests are read and turned down.</summary>
internal static class Requests
{
    private static readonly JsonSerializerOptions Strict = new(LabJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>The body, or why it is none.</summary>
    public static async Task<(T? Body, IResult? Refusal)> Read<T>(HttpRequest request, CancellationToken cancellation)
        where T : class
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync<T>(request.Body, Strict, cancellation);
            return body is null ? (null, NotOne("it is null; {} takes every default.")) : (body, null);
        }
        catch (JsonException exception)
        {
            return (null, NotOne(exception.Message));
        }

        static IResult NotOne(string because) => Problem(StatusCodes.Status400BadRequest, "Not readable", $"The body is no {typeof(T).Name}: {because}");
    }

    public static IResult Closed() => Problem(StatusCodes.Status503ServiceUnavailable, "Stopping", "The vm-controller is stopping and takes on no machine.");

    public static IResult Problem(int status, string title, string detail) => Results.Problem(statusCode: status, title: title, detail: detail);

    public static IResult Accepted<T>(T view) => Results.Json(view, LabJson.Options, statusCode: StatusCodes.Status202Accepted);

    /// <summary>The trace of whoever asks.</summary>
    public static ActivityContext Asker() => Activity.Current?.Context ?? default;
}
