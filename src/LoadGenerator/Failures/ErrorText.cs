using System.Text.Json;

namespace Lab.LoadGenerator.Failures;

/// <summary>What an API's error says about itself, in short.</summary>
internal static class ErrorText
{
    private const int MostMessage = 200;

    /// <summary>The lead with the error's type and message, where the JSON has them.</summary>
    public static string Describe(string lead, string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return $"{lead}.";
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("error", out var error)
                && error.ValueKind == JsonValueKind.Object)
            {
                var message = Text(error, "message") ?? "";
                return $"{lead}: {Text(error, "type") ?? "error"}: {(message.Length > MostMessage ? message[..MostMessage] + "…" : message)}";
            }
        }
        catch (JsonException)
        {
            // Not JSON: the status says enough.
        }

        return $"{lead}, without an error in JSON.";
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
