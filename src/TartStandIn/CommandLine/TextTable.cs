namespace Lab.TartStandIn.CommandLine;

/// <summary>Columns under their headings, as wide as their widest cell.</summary>
internal static class TextTable
{
    public static string Render(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<object>> rows)
    {
        var lines = rows.Select(r => r.Select(c => c.ToString() ?? "").ToList()).Prepend([.. headings]).ToList();
        var widths = headings.Select((_, column) => lines.Max(l => l[column].Length)).ToList();
        return string.Join('\n', lines.Select(l => string.Join(' ', l.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()));
    }
}
