using System.Globalization;
using System.Text.RegularExpressions;

namespace Lab.VmController.Images;

/// <summary>How far a <c>tart pull</c> says that it is.</summary>
/// <param name="Share">0 to 1; null before it says one.</param>
/// <param name="Says">Its last line; null before it prints one.</param>
internal sealed partial record PullProgress(double? Share, string? Says)
{
    private const int LongestLine = 200;

    /// <summary>Reads the end of what it printed: lines of words, and lines <c>42%</c>. A line may be unfinished, and may carry cursor escapes where the version knows no CI.</summary>
    public static PullProgress Read(string output)
    {
        var lines = Escape().Replace(output, "\n").Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        // Words after a share begin another part, whose share is not known yet.
        var share = lines.Length > 0 && Percent().Match(lines[^1]) is { Success: true } match && int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) is var percent and <= 100
            ? percent / 100.0
            : (double?)null;
        var says = lines.LastOrDefault(l => !Percent().IsMatch(l)) ?? lines.LastOrDefault();
        return new PullProgress(share, says?.Length > LongestLine ? $"{says[..LongestLine]}…" : says);
    }

    [GeneratedRegex(@"\A([0-9]{1,3})\s?%\z")]
    private static partial Regex Percent();

    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Escape();
}
