using System.Text.Json;

namespace Lab.VmController.Tart;

/// <summary>Reads the little that the lab needs of a machine's configuration, as <c>tart get --format json</c> and an image's config.json give it.</summary>
internal static class TartConfig
{
    /// <summary>The guest's system under a key, <c>darwin</c> or <c>linux</c>; null where the text does not say.</summary>
    public static string? SystemIn(string json, string key)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty(key, out var value)
                && value.ValueKind == JsonValueKind.String
                && value.GetString() is "darwin" or "linux"
                    ? value.GetString()
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Where Tart keeps the configuration of a machine or of an image that was pulled.</summary>
    public static string FileOf(string home, ImageName image) => image.IsRemote
        ? Path.Combine([home, "cache", "OCIs", .. image.Full[..image.ReferenceAt].Split('/'), image.Full[(image.ReferenceAt + 1)..], "config.json"])
        : Path.Combine(home, "vms", image.Full, "config.json");
}
