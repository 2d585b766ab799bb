using System.Text.Json;

namespace Lab.VmController.Tart;

/// <summary>A line of <c>tart list</c>.</summary>
/// <param name="Name">The VM's or image's name.</param>
/// <param name="IsLocal">A VM, not an image of a registry.</param>
/// <param name="IsRunning">Whether it runs; null where the answer does not say.</param>
internal sealed record TartVm(string Name, bool IsLocal, bool? IsRunning);

/// <summary>What <c>tart list --format json</c> said: the machines, or why that is not known.</summary>
internal sealed record TartListing(IReadOnlyList<TartVm>? Vms, TartError? Error)
{
    /// <summary>Reads an answer by its keys, in any order, with those that older versions lack.</summary>
    public static TartListing Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? new TartListing([.. document.RootElement.EnumerateArray().Select(Read)], null)
                : Unreadable("it is no array");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return Unreadable(exception.Message);
        }
    }

    private static TartVm Read(JsonElement item)
    {
        var name = Text(item, "Name") ?? throw new JsonException("an entry has no Name.");
        var running = item.TryGetProperty("Running", out var flag) && flag.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? flag.GetBoolean()
            : (bool?)null;
        var state = Text(item, "State")?.ToLowerInvariant() switch
        {
            "running" => true,
            "stopped" or "suspended" => false,
            _ => (bool?)null,
        };

        // Two fields that contradict each other say nothing.
        var isRunning = running is null || state is null || running == state ? running ?? state : null;
        return new TartVm(name, !string.Equals(Text(item, "Source"), "OCI", StringComparison.OrdinalIgnoreCase), isRunning);
    }

    private static string? Text(JsonElement item, string key) =>
        item.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static TartListing Unreadable(string because) => new(null, new TartError(
        TartErrorKind.Unreadable,
        $"The answer of 'tart list --format json' cannot be read: {because}",
        "Run 'tart list --format json' by hand; if it prints anything but JSON, update Tart with 'brew upgrade tart'."));
}
