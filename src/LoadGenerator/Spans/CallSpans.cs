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

        // Only its context is handed on: each step of the session would carry the activity otherwise, at a price. What a budget asks the store belongs to it.
        if (session.Assignment.Target is { MaxRequests: null, MaxTokens: null, RequestsPerSecond: null, Kind: not TargetKind.AnthropicUnauthenticated })
        {
            Activity.Current = null;
        }

        return span?
            .SetTag("lab.run.id", session.Assignment.RunId)
            .SetTag("lab.trial.id", session.Assignment.TrialId)
            .SetTag("lab.arm", session.Assignment.Arm)
            .SetTag("lab.lane", session.Assignment.Lane)
            .SetTag("lab.session.id", session.Id);
    }

    public CallSpan? BeginCall(DateTimeOffset startedAt) => Begin("call", ActivityKind.Internal, null, startedAt);

    /// <summary>Ends a call's span. Only one that somebody reads is made: a failed one is evidence, and an exported one is looked at.</summary>
    public void EndCall(CallSpan? late, Session session, CallKind kind, int turn, int attempts, Failure? failure)
    {
        if (Wanted(late, failure) is not { } span)
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

    public CallSpan? BeginAttempt(CallSpan? call, string name, DateTimeOffset startedAt) => call is null ? null : Begin(name, ActivityKind.Client, call, startedAt);

    public void EndAttempt(CallSpan? late, Session session, CallKind kind, int number, in Rented rented, AttemptMeter meter, Reply reply, Failure? failure)
    {
        if (Wanted(late, failure) is not { } span)
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

        KernelTags.Add(span, meter);
        Mark(span, failure);
        PhaseSpans.Add(_source, span, meter, reply, failure);
    }

    public void Dispose() => _source.Dispose();

    private CallSpan? Begin(string name, ActivityKind kind, CallSpan? parent, DateTimeOffset startedAt) => _isExported || !ChosenIds.CanBeGiven
        ? CallSpan.Open(_source, name, kind, parent)
        : CallSpan.Later(_source, name, kind, parent, startedAt);

    /// <summary>The activity, where somebody reads it. A healthy call's that is not exported goes no further: it would push evidence out of the spans that are held.</summary>
    private Activity? Wanted(CallSpan? span, Failure? failure)
    {
        if (_isExported || failure is not null)
        {
            return span?.Make();
        }

        span?.Drop();
        return null;
    }

    private static void Connection(Activity span, in Rented rented, AttemptMeter meter)
    {
        if (rented.Wire is { } wire)
        {
            span.AddTag("network.peer.address", wire.RemoteAddress)
                .AddTag("network.local.port", wire.LocalPort)
                .AddTag("lab.connection.id", wire.Id)
                .AddTag("lab.connection.requests_before", rented.RequestsBefore);
            if (wire.Proxy is { } proxy)
            {
                span.AddTag("lab.connection.proxy", proxy);
            }

            if (wire.Tls is { } tls)
            {
                span.AddTag("tls.protocol.version", tls.Version).AddTag("tls.cipher", tls.Cipher).AddTag("tls.curve", tls.KeyShare).AddTag("tls.next_protocol", tls.Protocol);
            }

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
