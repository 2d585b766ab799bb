using Lab.Contracts;
using Lab.Coordinator.Experiments;
using Lab.Coordinator.Fidelity;
using Lab.Coordinator.Pages.Sources;
using Lab.Coordinator.Reports;
using Lab.Coordinator.SelfTest;
using Lab.State;

namespace Lab.Coordinator.Api;

/// <summary>The HTTP API of the lab.</summary>
internal static class ApiExtensions
{
    private const int TraceIdLength = 32;

    public static void MapApi(this WebApplication app)
    {
        app.MapGet("/api/experiments", (IExperiments all) => all.All);
        app.MapGet("/api/experiments/{name}", (IExperiments all, string name) => all.Find(name) is { } found
            ? Results.Ok(found)
            : Results.Problem($"There is no experiment '{name}'. There are: {string.Join(", ", all.All.Select(e => e.Name))}.", statusCode: 404, title: "No such experiment"));
        app.MapRuns();
        app.MapReports();
        app.MapSelfTest();
        app.MapFidelity();
        app.MapGet("/api/traces/{traceId}", Trace);
        app.MapGet("/api/host", async (IHostNow host, CancellationToken cancellation) => await host.Look(cancellation));
        app.MapMachines();
    }

    private static async Task<IResult> Trace(EvidenceStore evidence, string traceId)
    {
        if (traceId.Length != TraceIdLength || !traceId.All(char.IsAsciiHexDigitLower))
        {
            return Results.Problem($"'{traceId}' is not a trace id: it must be {TraceIdLength} lower-case hexadecimal digits.", statusCode: 400, title: "Not a trace id");
        }

        IReadOnlyList<SpanRecord> spans = await evidence.Trace(traceId);
        return spans.Count > 0
            ? Results.Ok(spans)
            : Results.Problem($"No spans of trace {traceId} are kept. The lab keeps those of failed calls, up to {EvidenceStore.TracesPerRun} a run, and of trials.", statusCode: 404, title: "No such trace");
    }
}
