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

        // Phases of healthy calls are for whoever watches the exported traces; those of failed calls are evidence and always there.
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

    public Activity? BeginCall(Session session, int turn)
    {
        Activity.Current = null;
        ActivityLink[] links = session.Trace == default ? [] : [new ActivityLink(session.Trace)];
        var span = _source.StartActivity("call", ActivityKind.Internal, parentContext: default, tags: null, links: links);
        return span?
            .SetTag("lab.run.id", session.Assignment.RunId)
            .SetTag("lab.trial.id", session.Assignment.TrialId)
            .SetTag("lab.arm", session.Assignment.Arm)
            .SetTag("lab.session.id", session.Id)
            .SetTag("lab.turn", turn);
    }

    public static void EndCall(Activity? span, int attempts, Failure? failure)
    {
        span?.SetTag("lab.attempts", attempts);
        Mark(span, failure);
    }

    public Activity? BeginAttempt(Session session, Activity? call)
    {
        if (call is null)
        {
            return null;
        }

        var span = _source.StartActivity("POST /v1/messages", ActivityKind.Client, call.Context);
        return span?
            .SetTag("http.request.method", "POST")
            .SetTag("server.address", session.Endpoint.Host)
            .SetTag("server.port", session.Endpoint.Port)
            .SetTag("url.path", session.Endpoint.Path)
            .SetTag("url.scheme", session.Endpoint.IsTls ? "https" : "http")
            .SetTag("network.protocol.version", "1.1");
    }

    public void EndAttempt(Activity? span, int number, in Rented rented, AttemptMeter meter, Reply reply, string? key, Failure? failure)
    {
        if (span is null)
        {
            return;
        }

        if (number > 1)
        {
            span.SetTag("http.request.resend_count", number - 1);
        }

        if (rented.Wire is { } wire)
        {
            span.SetTag("network.peer.address", wire.RemoteAddress)
                .SetTag("network.local.port", wire.LocalPort)
                .SetTag("lab.connection.id", wire.Id)
                .SetTag("lab.connection.requests_before", rented.RequestsBefore);
            if (rented.RequestsBefore > 0)
            {
                span.SetTag("lab.connection.age", rented.Age.TotalSeconds).SetTag("lab.connection.idle", rented.Idle.TotalSeconds);
            }
        }

        if (reply.Status is { } status)
        {
            span.SetTag("http.response.status_code", status);
        }

        if (reply.Head.RequestId is { } requestId)
        {
            span.SetTag("lab.request_id", Redaction.Hide(requestId, key));
        }

        if (meter.Note is { } note)
        {
            span.SetTag("lab.connection.note", note);
        }

        Mark(span, failure);
        if (_isExported || failure is not null)
        {
            PhaseSpans.Add(_source, span, meter, reply, failure);
        }
    }

    public void Dispose() => _source.Dispose();

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
