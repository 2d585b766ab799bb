using System.Text.Json;

namespace Lab.Ballast;

/// <summary>What a ballast says of itself, a line of JSON each: once its memory is filled, and every second.</summary>
/// <param name="Number">Which line it is, so that no two are alike.</param>
/// <param name="IsFilled">Whether all its memory was written.</param>
/// <param name="ResidentMiB">What of it is in the host's memory, in MiB; 0 before it is filled.</param>
/// <param name="Cores">Processor time per time since the line before, by the process's own account; null where there is no line before.</param>
public sealed record Figures(int Number, bool IsFilled, long ResidentMiB, double? Cores)
{
    /// <summary>The figures of a line; null where it is none, or torn.</summary>
    public static Figures? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Figures>(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The line.</summary>
    public string ToLine() => JsonSerializer.Serialize(this);
}
