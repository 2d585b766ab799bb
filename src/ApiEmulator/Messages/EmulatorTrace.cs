using System.Diagnostics;
using System.Diagnostics.Metrics;
using Lab.ApiEmulator.Faults;
using Lab.ApiEmulator.Plans;
using Lab.ServiceDefaults;
using Microsoft.AspNetCore.Http.Features;

namespace Lab.ApiEmulator.Messages;

/// <summary>Names in spans and counters what the emulator did on purpose, so that a reader of a trace sees the cause of a failure.</summary>
internal sealed class EmulatorTrace : IDisposable
{
    /// <summary>Longer ids than this are cut: a header is the client's to choose.</summary>
    private const int LongestId = 128;

    private readonly TimeProvider _clock;
    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _faults;

    public EmulatorTrace(ServiceIdentity identity, TimeProvider clock)
    {
        _clock = clock;
        _meter = new Meter(LabSources.For(identity.Service));
        _requests = _meter.CreateCounter<long>("lab.emulator.requests", "{request}", "Requests for messages.");
        _faults = _meter.CreateCounter<long>("lab.emulator.faults", "{fault}", "Faults injected, by kind.");
    }

    /// <summary>The server's span of a request.</summary>
    public static Activity? Span(HttpContext context) => context.Features.Get<IHttpActivityFeature>()?.Activity;

    public void Taken(Activity? span, PlanInForce plan, string? session, Turn turn)
    {
        _requests.Add(1);
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag("lab.plan.id", plan.Plan.Id);
            span.SetTag("lab.session.request", turn.Number);
            if (!string.IsNullOrEmpty(session))
            {
                span.SetTag("lab.session.id", session.Length > LongestId ? session[..LongestId] : session);
            }
        }
    }

    /// <summary>Counts a strike.</summary>
    public void Count(string kind) => _faults.Add(1, new KeyValuePair<string, object?>("lab.fault.kind", kind));

    public void Struck(Activity? span, IFault fault)
    {
        Count(fault.Kind);
        if (span is null)
        {
            return;
        }

        span.SetTag("lab.fault.kind", fault.Kind);
        span.SetTag("error.type", fault.Kind);
        if (fault.AfterEvents is { } events)
        {
            span.SetTag("lab.fault.after_events", events);
        }

        span.SetStatus(ActivityStatusCode.Error, fault.Says);
        span.AddEvent(new ActivityEvent("lab.fault", _clock.GetUtcNow(), new ActivityTagsCollection { ["lab.fault.kind"] = fault.Kind }));
    }

    public void ClientLeft(Activity? span) => span?.AddEvent(new ActivityEvent("lab.client.left", _clock.GetUtcNow()));

    public void Dispose() => _meter.Dispose();
}
