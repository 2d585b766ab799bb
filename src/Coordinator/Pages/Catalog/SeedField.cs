using System.Globalization;

namespace Lab.Coordinator.Pages.Catalog;

/// <summary>Reads the seed that somebody typed.</summary>
internal static class SeedField
{
    /// <summary>False when it is neither empty (a seed is then drawn) nor a whole number of 0 or more.</summary>
    public static bool TryRead(string? typed, out long? seed)
    {
        seed = null;
        if (string.IsNullOrWhiteSpace(typed))
        {
            return true;
        }

        if (!long.TryParse(typed.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        seed = number;
        return true;
    }
}
