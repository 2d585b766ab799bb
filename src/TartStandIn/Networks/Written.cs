using System.Text.Json;

namespace Lab.TartStandIn.Networks;

/// <summary>Small files that are whole or not there: others read them at any time, and their writer may be killed.</summary>
internal static class Written
{
    public static async Task Whole(string file, string text, CancellationToken stopped)
    {
        var draft = $"{file}.{Environment.ProcessId}.draft";
        await File.WriteAllTextAsync(draft, text, stopped);
        File.Move(draft, file, overwrite: true);
    }

    /// <summary>What a file says; null where it is gone or torn.</summary>
    public static T? TryRead<T>(string file)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(file));
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }
}
