using System.Diagnostics;
using Lab.Contracts;
using Lab.LoadGenerator.Connections;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Sessions;
using Lab.ServiceDefaults;

namespace Lab.LoadGenerator.Spans;

/// <summary>The spans of sessions, calls and attempts. A call is a trace of its own, linked to its session, so that evidence can be kept call by call.</summary>
internal sealed class CallSpans : IDisposable
{
    private readonly ActivitySource _source;
    private readonly bool _isExported;

    public CallSpans(ServiceIdentity identity, IConfiguration configuration)
    {
        _source = new ActivitySource(LabSources.For(identity.Service));

        // What healthy calls did is for whoever watches the exported traces; failed calls are evidence, and told whole in any case.
        _isExported = !string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
    }

    public Activity? BeginSession(Session session)
    {
        _ = ActivityContext.TryParse(session.Assignment.TraceParent, null, isRemote: true, out var parent);
        Activity.Current = null;
        var span = _source.StartActivity($"session {session.Profile.Name}", ActivityKind.Internal, parent);
        return span?
            .SetTag("lab.run.id", session.Assignment.RunId)
            .SetTag("lab.trial.id", session.Assignment.TrialId)
            .SetTag("lab.arm", session.Assignment.Arm)
            .SetTag("lab.lane", session.Assignment.Lane)
            .SetTag("lab.session.id", session.Id);
    }

    public Activity? BeginCall()
    {
        Activity.Current = null;
        return _source.StartActivity("call");
    }

    /// <summary>Ends a call's span. Only one that somebody reads has attributes: a failed one is evidence, and an exported one is looked at.</summary>
    public void EndCall(Activity? span, Session session, CallKind kind, int turn, int attempts, Failure? failure)
    {
        if (span is null || IsForNobody(span, failure))
        {
            return;
        }

        if (session.Trace != default)
        {
            span.AddLink(new ActivityLink(session.Trace));
        }

        span.AddTag("lab.run.id", session.Assignment.RunId)
            .AddTag("lab.trial.id", session.Assignment.TrialId)
            .AddTag("lab.arm", session.Assignment.Arm)
            .AddTag("lab.session.id", session.Id)
            .AddTag("lab.purpose", Words.Kebab(kind.Purpose))
            .AddTag("lab.turn", turn)
            .AddTag("lab.attempts", attempts);
        Mark(span, failure);
    }

    public Activity? BeginAttempt(Activity? call, string name) =>
        call is null ? null : _source.StartActivity(name, ActivityKind.Client, call.Context);

    public void EndAttempt(Activity? span, Session session, CallKind kind, int number, in Rented rented, AttemptMeter meter, Reply reply, Failure? failure)
    {
        if (span is null || IsForNobody(span, failure))
        {
            return;
        }

        span.AddTag("http.request.method", kind.Method)
            .AddTag("server.address", session.Endpoint.Host)
            .AddTag("server.port", session.Endpoint.Port)
            .AddTag("url.path", kind.Path is { } path ? session.Endpoint.Prefix + path : session.Endpoint.Path)
            .AddTag("url.scheme", session.Endpoint.IsTls ? "https" : "http")
            .AddTag("network.protocol.version", "1.1");
        if (number > 1)
        {
            span.AddTag("http.request.resend_count", number - 1);
        }

        Connection(span, rented, meter);
        if (reply.Status is { } status)
        {
            span.AddTag("http.response.status_code", status);
        }

        if (reply.Head.RequestId is { } requestId)
        {
            span.AddTag("lab.request_id", Redaction.Hide(requestId, session.Secret));
        }

        Mark(span, failure);
        PhaseSpans.Add(_source, span, meter, reply, failure);
    }

    public void Dispose() => _source.Dispose();

    /// <summary>A healthy call's span that is not exported goes no further: it would push evidence out of the spans that are held.</summary>
    private bool IsForNobody(Activity span, Failure? failure)
    {
        if (_isExported || failure is not null)
        {
            return false;
        }

        span.IsAllDataRequested = false;
        return true;
    }

    private static void Connection(Activity span, in Rented rented, AttemptMeter meter)
    {
        if (rented.Wire is { } wire)
        {
            span.AddTag("network.peer.address", wire.RemoteAddress)
                .AddTag("network.local.port", wire.LocalPort)
                .AddTag("lab.connection.id", wire.Id)
                .AddTag("lab.connection.requests_before", rented.RequestsBefore);
            if (rented.RequestsBefore > 0)
            {
                span.AddTag("lab.connection.age", rented.Age.TotalSeconds).AddTag("lab.connection.idle", rented.Idle.TotalSeconds);
            }
        }

        if (meter.Note is { } note)
        {
            span.AddTag("lab.connection.note", note);
        }
    }

    private static void Mark(Activity? span, Failure? failure)
    {
        if (span is null || failure is null)
        {
            return;
        }

        span.SetTag("error.type", Words.Kebab(failure.Kind))
            .SetTag("lab.failure.layer", Words.Kebab(failure.Layer))
            .SetTag("lab.failure.kind", Words.Kebab(failure.Kind))
            .SetStatus(ActivityStatusCode.Error, failure.Detail);
        if (failure.Errno is { } errno)
        {
            span.SetTag("lab.failure.errno", errno);
        }
    }
}
