using System.Text;
using Lab.Contracts;
using Lab.Coordinator.Pages.Calls;
using Lab.Coordinator.Pages.Live;

namespace Lab.Coordinator.Reports;

/// <summary>A report as Markdown, to paste into an issue.</summary>
internal static class MarkdownReport
{
    public static string Of(RunReport report)
    {
        var run = report.Run;
        var text = new StringBuilder();
        text.AppendLine($"# {run.Question}").AppendLine();
        text.AppendLine($"**{ReportWords.Headline(run)}**").AppendLine();
        Arms(text, run);
        List(text, "Cause", [$"{run.Cause.Name}: {run.Cause.Because}"]);
        List(text, "Ruled out", [.. run.RuledOut.Select(r => $"{r.Cause} — {r.Because}")]);
        List(text, "What this run could not have seen", run.Scope);
        List(text, "The host afterwards", run.HostAfter);
        Failures(text, report);
        List(text, "How it was done",
        [
            $"Experiment `{run.Experiment}`, run `{run.Id}`, target `{run.Target}`, seed `{run.Seed}`.",
            .. run.SetUp.Select(ReportWords.Fact),
            $"{run.Progress.BlocksDone} blocks of at most {run.Progress.BlocksMax}, {run.Progress.CallsDone} calls, {ReportWords.Span(run)}.",
            $"Host: {report.Host}.",
            $"Again: `{RunCommand.For(report.Lab, run)}`",
        ]);
        return text.ToString();
    }

    private static void Arms(StringBuilder text, RunView run)
    {
        text.AppendLine("| Arm | Set to | Calls | Failed | Rate (95 % interval, an estimate) | Evidence | Verdict |");
        text.AppendLine("|---|---|---:|---:|---|---:|---|");
        foreach (var arm in run.Arms)
        {
            text.AppendLine($"| {Cell(arm.Name)} | {Cell(arm.Setting)} | {arm.Calls} | {arm.Failures} | {ReportWords.Rate(arm)} | {ReportWords.Evidence(arm)} | {ReportWords.Verdict(arm)} |");
        }

        text.AppendLine();
        foreach (var beside in ReportWords.Beside(run))
        {
            text.AppendLine($"- {beside}");
        }

        foreach (var arm in run.Arms.Where(a => a.Because is not null))
        {
            text.AppendLine($"- **{arm.Name}**: {arm.Because}");
        }

        text.AppendLine();
    }

    private static void Failures(StringBuilder text, RunReport report)
    {
        var signatures = report.Run.Arms.SelectMany(a => a.Signatures.Select(s => $"{a.Name}: {s.Signature}, {s.Count} times")).ToList();
        List(text, "How calls failed", signatures.Count > 0 ? signatures : ["No call failed."]);
        if (report.FirstFailures.Count == 0)
        {
            return;
        }

        text.AppendLine($"The first {report.FirstFailures.Count} failed calls:").AppendLine();
        text.AppendLine("| When | Arm | What for | How | Attempts | Connection | Claude Code would have printed (2.x / 1.0) | Trace |");
        text.AppendLine("|---|---|---|---|---:|---|---|---|");
        foreach (var call in report.FirstFailures)
        {
            text.AppendLine($"| {call.StartedAt:HH:mm:ss.fff} | {Cell(call.Arm)} | {CallWords.Purpose(call)} | {call.Failure?.Signature} | {call.Attempts.Count} | {ReportWords.Connection(call)} | {Cell(ReportWords.Printed(call))} | `{call.TraceId}` |");
        }

        text.AppendLine();
    }

    private static void List(StringBuilder text, string title, IReadOnlyList<string> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        text.AppendLine($"## {title}").AppendLine();
        foreach (var item in items)
        {
            text.AppendLine($"- {item}");
        }

        text.AppendLine();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
