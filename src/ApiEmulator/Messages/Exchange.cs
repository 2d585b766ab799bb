using System.Diagnostics;
using System.IO.Pipelines;
using Lab.ApiEmulator.Errors;
using Lab.ApiEmulator.Faults;
using Lab.ApiEmulator.Journals;
using Lab.ApiEmulator.Pacing;
using Lab.ApiEmulator.Plans;
using Lab.ApiEmulator.Replies;
using Lab.ApiEmulator.Wire;

namespace Lab.ApiEmulator.Messages;

/// <summary>One request for a message and its reply, with the fault that strikes it.</summary>
internal sealed class Exchange(HttpContext http, PlanInForce plan, string requestId, Emulation emulation)
{
    private PipeWriter? _writer;
    private bool _isDrawn;

    public HttpContext Http => http;

    /// <summary>There once the body was read.</summary>
    public MessageRequest Request { get; set; } = null!;

    public string RequestId => requestId;

    /// <summary>What becomes of the request, once it is drawn; null when it is spared.</summary>
    public IFault? Fault { get; private set; }

    public PlanInForce Plan => plan;

    public TimeProvider Clock => emulation.Clock;

    public PaceClock Pace => emulation.Pace;

    public ApiIds Ids => emulation.Ids;

    public CancellationToken ClientLeft => http.RequestAborted;

    /// <summary>How long the response header takes from its first byte to its last; null for no time of its own.</summary>
    public TimeSpan? HeadersOver { get; set; }

    /// <summary>The reply's rate in bytes a second; null for as fast as it goes.</summary>
    public int? BytesPerSecond { get; set; }

    public bool IsTrickled => BytesPerSecond is not null;

    /// <summary>Where the reply's body goes.</summary>
    public PipeWriter Writer => _writer ??= BytesPerSecond is { } rate ? new TrickledWriter(http.Response.BodyWriter, rate, Pace, ClientLeft) : http.Response.BodyWriter;

    /// <summary>Takes the request in and draws its fault; the first call decides.</summary>
    /// <param name="bodyBytes">The size of its body, as far as it is known.</param>
    public void Draw(long bodyBytes)
    {
        if (_isDrawn)
        {
            return;
        }

        _isDrawn = true;
        var session = http.Request.Headers[ApiHeaders.Session].ToString();
        var turn = plan.Take(session);
        emulation.Trace.Taken(Span, plan, session, turn);
        var wire = http.Wire();
        var open = emulation.Connections.Beside(wire);
        Fault = wire.Accepted?.AnswerOf(plan, open) ?? plan.Draw(turn, wire.OpenedAt, bodyBytes, open);
    }

    /// <summary>Lets the fault act, named in the trace and counted first. True when the reply goes on.</summary>
    public ValueTask<bool> Strike()
    {
        Struck();
        return Fault!.Strike(this);
    }

    /// <summary>Lets the fault make something else of a reply in one piece.</summary>
    public ValueTask Spoil(ReadOnlyMemory<byte> reply)
    {
        Struck();
        return ((ISpoilsReply)Fault!).Spoil(this, reply);
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

    /// <summary>Reads no more and answers nothing, until the client has left or the time is over; then the connection is done with.</summary>
    public async ValueTask Hold(TimeSpan longest)
    {
        if (await http.Wire().PeerLeft(longest, ClientLeft))
        {
            NoteClientLeft();
        }

        http.Abort();
    }

    /// <summary>Answers with an error of the API.</summary>
    public Task Refuse(ApiError error) => error.Write(http, requestId);

    /// <summary>Answers as something on the way does.</summary>
    public Task Answer(ProxyPage page) => page.Write(http);

    /// <summary>Gives a reply that succeeds its headers.</summary>
    public void AddLimits() => emulation.Headers.AddLimits(http.Response);

    /// <summary>Begins a response: its header goes out with what comes next, or by itself where it takes its time.</summary>
    public async ValueTask SendHeaders()
    {
        var response = http.Response;
        await response.StartAsync(CancellationToken.None);
        if (HeadersOver is { } over)
        {
            http.Wire().SendSlowly(over, Pace, ClientLeft);
            await response.BodyWriter.FlushAsync(ClientLeft);
        }
    }

    /// <summary>Sends a piece of a response of known length, the header before the first.</summary>
    public async ValueTask SendBody(int status, string contentType, ReadOnlyMemory<byte> piece, long length)
    {
        var response = http.Response;
        if (!response.HasStarted)
        {
            response.StatusCode = status;
            response.ContentType = contentType;
            response.ContentLength = length;
            await SendHeaders();
        }

        await Writer.WriteAsync(piece, ClientLeft);
    }

    /// <summary>Says in the trace that the client did not wait for the end.</summary>
    public void NoteClientLeft() => emulation.Trace.ClientLeft(Span);

    private void Struck()
    {
        emulation.Trace.Struck(Span, Fault!);
        plan.CountStrike(Fault!.Kind);
        JournalEntry.Of(http)?.Struck(Fault!.Kind);
    }

    private Activity? Span => EmulatorTrace.Span(http);
}
