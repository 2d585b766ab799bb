using System.Text.Json;
using System.Text.Json.Serialization;
using Lab.Contracts;

namespace Lab.VmController.Api;

/// <summary>Reads bodies whose every field is known.</summary>
internal static class StrictBody
{
    private static readonly JsonSerializerOptions Strict = new(LabJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>The body; null with the fault where it is none.</summary>
    public static async Task<(T? Value, string? Fault)> Read<T>(HttpRequest request, CancellationToken cancellation)
        where T : class
    {
        try
        {
            var value = await JsonSerializer.DeserializeAsync<T>(request.Body, Strict, cancellation);
            return (value, value is null ? $"The body must be a {typeof(T).Name}; {{}} takes every default." : null);
        }
        catch (Exception exception) when (exception is JsonException or OverflowException or ArgumentException or InvalidOperationException or FormatException)
        {
            return (null, $"The body is no {typeof(T).Name}: {exception.Message}");
        }
    }
}
