namespace Lab.Benchmarks.Verdict;

/// <summary>A row: what was measured, beside the sheet's figure where it has one.</summary>
internal sealed record Row(string Case, double Measured, string Unit = "", double? Sheet = null, double? SheetHigh = null, string Note = "");

/// <summary>Rows under a title, printed with the ratio of measured to sheet.</summary>
internal sealed record Table(string Title, IReadOnlyList<Row> Rows)
{
    public void Print()
    {
        Console.WriteLine();
        Console.WriteLine(Title);
        Console.WriteLine($"  {"case",-46} {"measured",11} {"sheet",13} {"ratio",7}");

        foreach (var row in Rows)
        {
            var sheet = (row.Sheet, row.SheetHigh) switch
            {
                ({ } low, { } high) => $"{low:0.##}–{high:0.##}{row.Unit}",
                ({ } low, null) => $"{low:0.##}{row.Unit}",
                _ => "–",
            };
            var middle = row.SheetHigh is { } top ? (row.Sheet + top) / 2 : row.Sheet;
            var ratio = middle is > 0 ? $"{row.Measured / middle:0.00}" : "–";

            Console.WriteLine($"  {row.Case,-46} {$"{row.Measured:0.##}{row.Unit}",11} {sheet,13} {ratio,7}  {row.Note}".TrimEnd());
        }
    }
}
