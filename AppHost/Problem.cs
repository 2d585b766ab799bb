using System.Text.Json;

namespace Lab.AppHost;

/// <summary>The coordinator said no; the message is what it said.</summary>
internal sealed class CoordinatorRefusedException(string message) : Exception(message);

/// <summary>Reads an error of the coordinator (ProblemDetails) as a text for the user.</summary>
internal static class Problem
{
    public static string Describe(int status, string body)
    {
        try
        {
            var problem = JsonSerializer.Deserialize<JsonElement>(body);
            if (problem.ValueKind == JsonValueKind.Object)
            {
                string?[] parts = [Value(problem, "title"), Value(problem, "detail"), .. Errors(problem)];
                var text = string.Join(" ", parts.Where(p => !string.IsNullOrWhiteSpace(p)));
                if (text.Length > 0)
                {
                    return $"The coordinator refused ({status}): {text}";
                }
            }
        }
        catch (JsonException)
        {
            // Not a problem document: the text itself must do.
        }

        return $"The coordinator answered {status}: {(body.Length == 0 ? "nothing more." : body)}";
    }

    private static string? Value(JsonElement problem, string name) =>
        problem.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Faults of an input: a list of texts, or lists of texts by the input's name.</summary>
    private static IEnumerable<string?> Errors(JsonElement problem)
    {
        if (!problem.TryGetProperty("errors", out var errors))
        {
            return [];
        }

        return errors.ValueKind switch
        {
            JsonValueKind.Object => errors.EnumerateObject().SelectMany(e => Texts(e.Value).Select(t => $"{e.Name}: {t}")),
            JsonValueKind.Array => Texts(errors),
            _ => [],
        };
    }

    private static IEnumerable<string?> Texts(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String ? e.GetString() : e.GetRawText())
        : [value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()];
}
