using System.Text.Json;
using System.Text.Json.Serialization;
using Lab.Contracts;
using Lab.Coordinator.Runs;

namespace Lab.Coordinator.Api;

/// <summary>Reads a request for a run from a body that must be JSON and may have no unknown names.</summary>
internal static class NewRunReader
{
    private const string Example = """Send for example {"experiment": "known-fault", "seed": 1}.""";

    private static readonly JsonSerializerOptions Strict = new(LabJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <exception cref="BadRunException">It cannot be read.</exception>
    public static async Task<NewRun> Read(HttpRequest request, CancellationToken cancellation)
    {
        // A page elsewhere can send a form or plain text unasked, but not this.
        if (!request.HasJsonContentType())
        {
            throw new BadRunException([$"The content type is '{request.ContentType}'; it must be application/json. {Example}"]);
        }

        try
        {
            return await JsonSerializer.DeserializeAsync<NewRun>(request.Body, Strict, cancellation)
                ?? throw new BadRunException([$"The body is null. {Example}"]);
        }
        catch (JsonException exception)
        {
            throw new BadRunException([Reason(exception)]);
        }
    }

    private static string Reason(JsonException exception) => exception.Path switch
    {
        "$.seed" => $"'seed' must be a whole number from 0 to {long.MaxValue}. {Example}",
        "$.overrides" => """'overrides' must be an object of paths to single values, for example {"design.max-blocks": 10}.""",
        { Length: > 2 } path when exception.Message.Contains("could not be mapped", StringComparison.Ordinal) =>
            $"'{path[2..]}' is not known. Known are: experiment, definition, seed, target, overrides, confirm.",
        "$.confirm" => $"'confirm' must be true or false. {Example}",
        { Length: > 2 } path => $"'{path[2..]}' cannot be read: it must be a text. {Example}",
        _ => $"The body is not JSON: {exception.Message} {Example}",
    };
}
