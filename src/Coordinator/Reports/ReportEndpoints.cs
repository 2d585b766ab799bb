using System.Net.Mime;
using System.Text;
using Lab.Contracts;
using Lab.Coordinator.Runs;
using Lab.State;

namespace Lab.Coordinator.Reports;

/// <summary>A run's report, to keep or to attach to an issue.</summary>
internal static class ReportEndpoints
{
    /// <summary>Of more failed calls than these a report shows the first only; it says so.</summary>
    private const int CallsShown = 20;

    public static void MapReports(this IEndpointRouteBuilder app) => app.MapGet("/api/runs/{id}/report", async (HttpRequest request, IRuns runs, ObservationLog log, string id, string? format) =>
    {
        if (await runs.Find(id) is not { } run)
        {
            return Results.Problem($"There is no run '{id}'. GET /api/runs lists them.", statusCode: 404, title: "No such run");
        }

        var host = (await log.OfRun(id)).FirstOrDefault()?.Host;
        var report = new RunReport(run, await runs.Trials(id), await runs.Failures(id, 0, CallsShown), HostFacts.Of(host), $"{request.Scheme}://{request.Host}");
        return format switch
        {
            null or "json" => Results.Json(report, LabJson.Options),
            "md" => Results.Text(MarkdownReport.Of(report), "text/markdown", Encoding.UTF8),
            "html" => Results.Text(HtmlReport.Of(report), MediaTypeNames.Text.Html, Encoding.UTF8),
            _ => Results.Problem($"'format={format}' must be json, md or html.", statusCode: 400, title: "No such format"),
        };
    });
}
