using System.Diagnostics;
using System.Diagnostics.Metrics;
using Lab.Contracts;
using Lab.ServiceDefaults;

namespace Lab.VmController.Ballast;

/// <summary>The spans and metrics of ballasts. A ballast's steps go on in the trace of whoever asked for it.</summary>
internal sealed class BallastTelemetry : IDisposable
{
    private readonly ActivitySource _source;
    private readonly Meter _meter;

    public BallastTelemetry(ServiceIdentity identity, BallastBooks books)
    {
        _source = new ActivitySource(LabSources.For(identity.Service));
        _meter = new Meter(LabSources.For(identity.Service));
        _meter.CreateObservableGauge("lab.ballast.count", () => Counts(books), "{ballast}", "The lab's ballasts by state.");
        _meter.CreateObservableGauge("lab.ballast.memory", () => books.Select(e => e.View()).Sum(v => (v.ResidentMiB ?? 0) << 20), "By", "Memory of ballasts that is resident.");
        _meter.CreateObservableGauge("lab.ballast.cores", () => books.Select(e => e.View()).Sum(v => v.BusyCores ?? 0), "{core}", "Cores that ballasts really keep busy.");
    }

    public Activity? Step(string step, BallastEntry entry)
    {
        // Never below whatever the loop is doing.
        Activity.Current = null;
        var activity = _source.CreateActivity($"ballast {step}", ActivityKind.Internal, entry.AskedBy)?
            .SetTag("lab.ballast.name", entry.Name)
            .SetTag("lab.ballast.memory_mib", entry.Spec.MemoryMiB)
            .SetTag("lab.ballast.cores", entry.Spec.Cores)
            .Start();
        Activity.Current = null;
        return activity;
    }

    public static void Fail(Activity? activity, string error)
    {
        if (activity is { IsStopped: false })
        {
            activity.SetStatus(ActivityStatusCode.Error, error).Dispose();
        }
    }

    public void Dispose()
    {
        _source.Dispose();
        _meter.Dispose();
    }

    private static IEnumerable<Measurement<int>> Counts(BallastBooks books)
    {
        var states = books.Select(e => e.State);
        return Enum.GetValues<BallastState>().Select(s => new Measurement<int>(states.Count(x => x == s), new KeyValuePair<string, object?>("lab.ballast.state", Words.Kebab(s))));
    }
}
