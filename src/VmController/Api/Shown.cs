using System.Text;

namespace Lab.VmController.Api;

/// <summary>Somebody's input within an error: short, on one line, and without characters that a terminal or a log would obey.</summary>
internal static class Shown
{
    private const int Longest = 80;

    public static string Of(object? value)
    {
        var text = value?.ToString() ?? "nothing";
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(Longest))
        {
            shown.Append(Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator
                ? $"\\u{rune.Value:x4}"
                : rune.ToString());
        }

        return text.EnumerateRunes().Count() > Longest ? $"{shown}… ({text.Length} characters)" : shown.ToString();
    }
}
