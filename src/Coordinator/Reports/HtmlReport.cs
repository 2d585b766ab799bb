using System.Net;
using System.Text;
using Lab.Contracts;
using Lab.Coordinator.Pages.Calls;

namespace Lab.Coordinator.Reports;

/// <summary>A report as one HTML file that needs nothing else.</summary>
internal static class HtmlReport
{
    private const string Style = """
        :root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
        h1{font-size:1.6rem;margin-bottom:.2rem}.headline{font-size:1.15rem;font-weight:600}h2{font-size:1.1rem;margin-top:2rem}
        table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #8884}
        td.n{text-align:right;font-variant-numeric:tabular-nums}code{font-size:.85em;overflow-wrap:anywhere}svg{display:block;width:100%;height:auto}
        .axis{stroke:#8888}.dot{fill:#2563eb}.control .dot{fill:#64748b}.bar{stroke:#2563eb;stroke-width:3}.control .bar{stroke:#64748b}text{fill:currentColor;font-size:12px}
        """;

    public static string Of(RunReport report)
    {
        var run = report.Run;
        var html = new StringBuilder();
        html.Append($"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{E(run.Experiment)} {E(run.Id)}</title><style>{Style}</style>");
        html.Append($"<h1>{E(run.Question)}</h1><p class=\"headline\">{E(ReportWords.Headline(run))}</p>");
        html.Append(Plot(run));
        Table(html, ["Arm", "Set to", "Calls", "Failed", "Rate (95 % interval, an estimate)", "Evidence", "Verdict"], run.Arms.Select(a => new[]
        {
            a.Name, a.Setting, $"{a.Calls}", $"{a.Failures}", ReportWords.Rate(a), ReportWords.Evidence(a), ReportWords.Verdict(a),
        }));
        List(html, null, ReportWords.Beside(run));
        List(html, null, run.Arms.Where(a => a.Because is not null).Select(a => $"{a.Name}: {a.Because}"));
        List(html, "Cause", [$"{run.Cause.Name}: {run.Cause.Because}"]);
        List(html, "Ruled out", run.RuledOut.Select(r => $"{r.Cause}: {r.Because}"));
        List(html, "What this run could not have seen", run.Scope);
        List(html, "The host afterwards", run.HostAfter);
        List(html, "How calls failed", run.Arms.SelectMany(a => a.Signatures.Select(s => $"{a.Name}: {s.Signature}, {s.Count} times")).DefaultIfEmpty("No call failed."));
        if (report.FirstFailures.Count > 0)
        {
            html.Append($"<h2>The first {report.FirstFailures.Count} failed calls</h2>");
            Table(html, ["When", "Arm", "What for", "How", "Attempts", "Connection", "Claude Code would have printed (2.x / 1.0)", "Trace"], report.FirstFailures.Select(c => new[]
            {
                c.StartedAt.ToString("HH:mm:ss.fff"), c.Arm, CallWords.Purpose(c), c.Failure?.Signature ?? "", $"{c.Attempts.Count}", ReportWords.Connection(c), ReportWords.Printed(c), c.TraceId,
            }));
        }

        List(html, "How it was done",
        [
            $"Experiment {run.Experiment}, run {run.Id}, target {run.Target}, seed {run.Seed}.",
            .. run.SetUp.Select(ReportWords.Fact),
            $"{run.Progress.BlocksDone} blocks of at most {run.Progress.BlocksMax}, {run.Progress.CallsDone} calls, {ReportWords.Span(run)}.",
            $"Host: {report.Host}.",
        ]);
        return html.Append("</html>").ToString();
    }

    /// <summary>Failure rates with their intervals, one row an arm.</summary>
    private static string Plot(RunView run)
    {
        const int left = 140, width = 560, row = 28;
        var arms = run.Arms.Where(a => a.Interval is not null).ToList();
        if (arms.Count == 0)
        {
            return "";
        }

        var most = Math.Max(0.05, arms.Max(a => a.Interval![1])) * 1.05;
        var svg = new StringBuilder($"<svg viewBox=\"0 0 {left + width + 60} {(arms.Count * row) + 34}\" role=\"img\" aria-label=\"Failure rates with 95 % intervals\">");
        svg.Append($"<line class=\"axis\" x1=\"{left}\" y1=\"{arms.Count * row}\" x2=\"{left + width}\" y2=\"{arms.Count * row}\"/>");
        foreach (var (arm, index) in arms.Select((a, i) => (a, i)))
        {
            var y = (index * row) + (row / 2);
            svg.Append($"<g class=\"{(arm.IsControl ? "control" : "arm")}\"><text x=\"{left - 10}\" y=\"{y + 4}\" text-anchor=\"end\">{E(arm.Name)}</text><line class=\"bar\" x1=\"{X(arm.Interval![0]):0.#}\" x2=\"{X(arm.Interval[1]):0.#}\" y1=\"{y}\" y2=\"{y}\"/><circle class=\"dot\" cx=\"{X(arm.FailureRate ?? 0):0.#}\" cy=\"{y}\" r=\"5\"/></g>");
        }

        svg.Append($"<text x=\"{left}\" y=\"{(arms.Count * row) + 20}\">0 %</text><text x=\"{left + width}\" y=\"{(arms.Count * row) + 20}\" text-anchor=\"end\">{most:0.#%} of calls failed</text></svg>");
        return svg.ToString();

        double X(double rate) => left + (rate / most * width);
    }

    private static void Table(StringBuilder html, string[] head, IEnumerable<string[]> rows)
    {
        html.Append($"<table><tr>{string.Concat(head.Select(h => $"<th>{E(h)}</th>"))}</tr>");
        foreach (var row in rows)
        {
            html.Append($"<tr>{string.Concat(row.Select(c => $"<td{(long.TryParse(c, out _) ? " class=\"n\"" : "")}>{E(c)}</td>"))}</tr>");
        }

        html.Append("</table>");
    }

    private static void List(StringBuilder html, string? title, IEnumerable<string> items)
    {
        var all = items.ToList();
        if (all.Count > 0)
        {
            html.Append(title is null ? "" : $"<h2>{E(title)}</h2>").Append($"<ul>{string.Concat(all.Select(i => $"<li>{E(i)}</li>"))}</ul>");
        }
    }

    private static string E(string text) => WebUtility.HtmlEncode(text);
}
