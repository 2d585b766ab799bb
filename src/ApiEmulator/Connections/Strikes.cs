using System.Diagnostics;
using Lab.ApiEmulator.Messages;
using Lab.ApiEmulator.Plans;
using Lab.ServiceDefaults;

namespace Lab.ApiEmulator.Connections;

/// <summary>Counts and tells what the emulator did on purpose below HTTP: a span for each strike, since a connection that never becomes a request has none.</summary>
internal sealed class Strikes(ServiceIdentity identity, EmulatorTrace trace) : IDisposable
{
    private readonly ActivitySource _source = new(LabSources.For(identity.Service));

    /// <summary>A connection was struck.</summary>
    public void Note(Accepted accepted, IConnectionFault fault) => Note(accepted.Plan, fault.Kind, fault.Says, "connection", "lab.connection", accepted.Connection);

    /// <summary>The ports were shut.</summary>
    public void NotePorts(PlanInForce plan, IPortFault fault) => Note(plan, fault.Kind, fault.Says, "ports", null, null);

    /// <summary>A question to the resolver was struck.</summary>
    public void NoteQuestion(PlanInForce plan, string kind, string says, string question) => Note(plan, kind, says, "question", "dns.question.name", question);

    /// <summary>Names in a request's span what its connection had met already.</summary>
    public static void Mark(Activity? span, IConnectionFault fault)
    {
        span?.SetTag("lab.connection.fault", fault.Kind);
        span?.SetTag("lab.connection.fault.says", fault.Says);
    }

    public void Dispose() => _source.Dispose();

    private void Note(PlanInForce plan, string kind, string says, string what, string? tag, object? value)
    {
        plan.CountStrike(kind);
        trace.Count(kind);
        if (!_source.HasListeners())
        {
            return;
        }

        // Of nobody's trace: the client's context comes with a request, and there is none.
        var around = Activity.Current;
        Activity.Current = null;
        using (var span = _source.StartActivity(what, ActivityKind.Server))
        {
            span?.SetTag("lab.plan.id", plan.Plan.Id);
            span?.SetTag("lab.fault.kind", kind);
            span?.SetTag("error.type", kind);
            span?.SetStatus(ActivityStatusCode.Error, says);
            if (tag is not null)
            {
                span?.SetTag(tag, value);
            }
        }

        Activity.Current = around;
    }
}
