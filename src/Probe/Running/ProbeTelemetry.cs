using System.Diagnostics;
using System.Diagnostics.Metrics;
using Lab.Contracts;
using Lab.Probe.Probes;
using Lab.ServiceDefaults;

namespace Lab.Probe.Running;

/// <summary>The probe's spans and metrics.</summary>
internal sealed class ProbeTelemetry : IDisposable
{
    private readonly ActivitySource _source;
    private readonly Histogram<double> _durations;
    private readonly Counter<long> _failures;

    public ProbeTelemetry(ServiceIdentity identity, IMeterFactory meters)
    {
        _source = new ActivitySource(LabSources.For(identity.Service));
        var meter = meters.Create(LabSources.For(identity.Service));
        _durations = meter.CreateHistogram<double>("lab.probe.duration", "s", "How long a probe's attempt took.");
        _failures = meter.CreateCounter<long>("lab.probe.failures", "{failure}", "Attempts of probes that failed.");
    }

    public void Dispose() => _source.Dispose();

    /// <summary>The span of a whole observation; below the caller's, or below the one given.</summary>
    public Activity? StartObservation(ObserveRequest request, ActivityContext parent) =>
        _source.StartActivity("observe", ActivityKind.Internal, parent)?
            .SetTag("lab.moment", Words.Kebab(request.Moment))
            .SetTag("lab.run.id", request.RunId)
            .SetTag("lab.trial.id", request.TrialId)
            .SetTag("server.address", request.Target?.IdnHost);

    public Activity? Start(IProbe probe, ProbeAttempt attempt) =>
        _source.StartActivity($"probe {probe.Name}", ActivityKind.Client)?
            .SetTag("lab.probe", probe.Name)
            .SetTag("server.address", attempt.Host)
            .SetTag("server.port", attempt.Port)
            .SetTag("network.type", attempt.Family)
            .SetTag("network.peer.address", attempt.Address?.ToString());

    public void End(Activity? span, ProbeReading reading)
    {
        var tags = new TagList { { "lab.probe", reading.Probe }, { "network.type", reading.Family } };
        if (reading.Failure is { } failure)
        {
            tags.Add("error.type", Words.Kebab(failure.Kind));
            span?.SetStatus(ActivityStatusCode.Error, failure.Detail)
                .SetTag("error.type", Words.Kebab(failure.Kind))
                .SetTag("lab.failure.layer", Words.Kebab(failure.Layer))
                .SetTag("lab.failure.errno", failure.Errno);
            _failures.Add(1, tags);
        }

        _durations.Record(reading.Duration.TotalSeconds, tags);
        foreach (var (name, value) in reading.Facts)
        {
            span?.SetTag(name == "status" ? "http.response.status_code" : $"lab.probe.{name}", value);
        }
    }
}
