using System.Diagnostics;
using Lab.Contracts;
using Lab.Probe.Host;
using Lab.Probe.Observing;

namespace Lab.Probe.Http;

/// <summary>The probe's HTTP API.</summary>
internal static class ProbeEndpoints
{
    /// <summary>Looks once and keeps what was seen.</summary>
    public static void MapObservations(this WebApplication app) => app.MapPost("/observations", async (ObserveBody body, Observer observer, CancellationToken cancellation) =>
    {
        var faults = new Faults();
        return body.Check(faults) is { } request
            ? TypedResults.Ok(await observer.Observe(request, default, cancellation))
            : faults.Result();
    });

    /// <summary>Schedules. Ending one that is not there is no fault: what was wanted is so.</summary>
    public static void MapWatches(this WebApplication app)
    {
        app.MapGet("/watch", (Watches watches) => watches.All());

        app.MapPut("/watch", async (WatchBody body, Watches watches) =>
        {
            var faults = new Faults();
            if (body.Check(faults) is not { } request)
            {
                return faults.Result();
            }

            return await watches.Put(request, Activity.Current?.Context ?? default) is { } view
                ? TypedResults.Ok(view)
                : TypedResults.Problem($"As many schedules as Probe:MaxWatches allows are under way; end one by DELETE /watch/RUN.", statusCode: StatusCodes.Status409Conflict, title: "Too many watches");
        });

        app.MapDelete("/watch/{**runId}", async (string runId, Watches watches) =>
        {
            await watches.End(runId);
            return TypedResults.NoContent();
        });
    }

    /// <summary>The host now; nothing is kept.</summary>
    public static void MapHost(this WebApplication app) =>
        app.MapGet("/host", (RecentHost host, CancellationToken cancellation) => host.Now(cancellation));
}
