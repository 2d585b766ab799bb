using System.Diagnostics;
using Lab.ApiEmulator.Errors;
using Lab.ApiEmulator.Faults;
using Lab.ApiEmulator.Pacing;
using Lab.ApiEmulator.Plans;
using Lab.ApiEmulator.Wire;

namespace Lab.ApiEmulator.Messages;

/// <summary>One request for a message and its reply, with the fault that strikes it.</summary>
internal sealed class Exchange(HttpContext http, PlanInForce plan, MessageRequest request, IFault? fault, string requestId, Emulation emulation)
{
    public HttpContext Http => http;

    public MessageRequest Request => request;

    /// <summary>What becomes of the request; null when it is spared.</summary>
    public IFault? Fault => fault;

    public PlanInForce Plan => plan;

    public TimeProvider Clock => emulation.Clock;

    public PaceClock Pace => emulation.Pace;

    public ApiIds Ids => emulation.Ids;

    public CancellationToken ClientLeft => http.RequestAborted;

    /// <summary>Whether the reply asks for a tool, since the conversation holds fewer results than the plan wants.</summary>
    public bool AsksForTool => request.ToolResults < plan.Plan.Reply.ToolUses;

    /// <summary>Lets the fault act, named in the trace and counted first. True when the reply goes on.</summary>
    public ValueTask<bool> Strike()
    {
        emulation.Trace.Struck(Span, fault!);
        plan.CountStrike(fault!.Kind);
        return fault.Strike(this);
    }

    /// <summary>Ends the connection with RST, behind all that was sent.</summary>
    public async ValueTask Reset()
    {
        await http.Wire().Reset();
        http.Abort();
    }

    /// <summary>Ends the connection with FIN, behind all that was sent.</summary>
    public async ValueTask Close()
    {
        await http.Wire().Close();

        // HTTP must know as well that this is over, or it complains of a body cut short.
        http.Abort();
    }

    /// <summary>Answers with an error of the API.</summary>
    public Task Refuse(ApiError error) => error.Write(http, requestId);

    /// <summary>Gives a reply that succeeds its headers.</summary>
    public void AddLimits() => emulation.Headers.AddLimits(http.Response);

    /// <summary>Says in the trace that the client did not wait for the end.</summary>
    public void NoteClientLeft() => emulation.Trace.ClientLeft(Span);

    private Activity? Span => EmulatorTrace.Span(http);
}
