using System.Text.Json;

namespace Lab.VmController.Tart;

/// <summary>A line of <c>tart list</c>.</summary>
/// <param name="Name">The VM's or image's name.</param>
/// <param name="IsLocal">A VM, not an image of a registry.</param>
/// <param name="IsRunning">Whether it runs; null where the answer does not say.</param>
internal sealed record TartVm(string Name, bool IsLocal, bool? IsRunning)
{
    private const long GB = 1_000_000_000;

    /// <summary>What it takes on disk, to the gigabyte; null where the answer does not say.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Reads an entry by its keys, in any order, with those that older versions lack.</summary>
    /// <exception cref="JsonException">It has no name.</exception>
    public static TartVm Read(JsonElement item)
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
        return new TartVm(name, !string.Equals(Text(item, "Source"), "OCI", StringComparison.OrdinalIgnoreCase), isRunning)
        {
            // Before Tart 2.31 its name was another.
            SizeBytes = (Number(item, "Size") ?? Number(item, "SizeOnDisk")) * GB,
        };
    }

    private static string? Text(JsonElement item, string key) =>
        item.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement item, string key) =>
        item.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 ? number : null;
}

/// <summary>What <c>tart list --format json</c> said: the machines, or why that is not known.</summary>
internal sealed record TartListing(IReadOnlyList<TartVm>? Vms, TartError? Error)
{
    public static TartListing Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? new TartListing([.. document.RootElement.EnumerateArray().Select(TartVm.Read)], null)
                : Unreadable("it is no array");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return Unreadable(exception.Message);
        }
    }

    /// <summary>Whether an image is here; null where the answer does not say.</summary>
    public bool? Has(ImageName image) => Vms?.Any(v => v.IsLocal != image.IsRemote && v.Name == image.Full);

    private static TartListing Unreadable(string because) => new(null, new TartError(
        TartErrorKind.Unreadable,
        $"The answer of 'tart list --format json' cannot be read: {because}",
        "Run 'tart list --format json' by hand; if it prints anything but JSON, update Tart with 'brew upgrade tart'."));
}
