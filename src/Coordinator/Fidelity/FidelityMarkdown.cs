using System.Globalization;
using System.Text;

namespace Lab.Coordinator.Fidelity;

/// <summary>A report as Markdown, to keep or to attach to an issue.</summary>
internal static class FidelityMarkdown
{
    public static string Of(FidelityReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# How true is {report.Client}?").AppendLine();
        text.AppendLine(FidelityWords.Headline(report)).AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Made {report.StartedAt:yyyy-MM-dd HH:mm} UTC. {FidelityWords.AboutReal(report)}").AppendLine();
        foreach (var scenario in report.Scenarios)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"## {scenario.What}").AppendLine();
            text.AppendLine("| Point | Measured | Simulated | | Real | |").AppendLine("|---|---|---|---|---|---|");
            foreach (var point in scenario.Points)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"| {point.Name} | {Cell(point.Measured)} | {Cell(point.Simulated.Value)} | {FidelityWords.Of(point.Simulated)} | {Cell(point.Real.Value)} | {FidelityWords.Of(point.Real)} |");
            }

            text.AppendLine();
            foreach (var note in scenario.Notes)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"- {note}");
            }

            text.AppendLine();
        }

        return text.ToString();
    }

    private static string Cell(string? value) => value is null ? "–" : value.Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);
}
