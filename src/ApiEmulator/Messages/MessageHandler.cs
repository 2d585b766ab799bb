using Lab.ApiEmulator.Errors;
using Lab.ApiEmulator.Replies;
using Lab.ApiEmulator.Wire;

namespace Lab.ApiEmulator.Messages;

/// <summary>Takes requests in, draws their fault, and has them answered.</summary>
internal sealed class MessageHandler(Emulation emulation)
{
    /// <summary><c>POST /v1/messages</c>.</summary>
    public Task Create(HttpContext context) => Answer(context, needsMaxTokens: true, Converse);

    /// <summary><c>POST /v1/messages/count_tokens</c>; no fault strikes it.</summary>
    public Task Count(HttpContext context) => Answer(context, needsMaxTokens: false, (_, request, _) =>
        context.Response.WriteAsJsonAsync(new Dictionary<string, int> { ["input_tokens"] = request.InputTokens }));

    /// <summary><c>GET</c> or <c>HEAD /api/hello</c>: a client's look whether anybody is there.</summary>
    public Task Hello(HttpContext context)
    {
        emulation.Headers.Stamp(context.Response);
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.WriteAsJsonAsync(new Dictionary<string, string> { ["message"] = "hello" });
    }

    private async Task Converse(HttpContext context, MessageRequest request, string requestId)
    {
        var plan = emulation.Plans.Current;
        var session = context.Request.Headers["X-Claude-Code-Session-Id"].ToString();
        var turn = plan.Take(session);
        emulation.Trace.Taken(EmulatorTrace.Span(context), plan, session, turn);

        var wire = context.Wire();
        var open = emulation.Connections.Beside(wire);
        var fault = wire.Accepted?.AnswerOf(plan, open) ?? plan.Draw(turn, wire.OpenedAt, request.Bytes, open);
        var exchange = new Exchange(context, plan, request, fault, requestId, emulation);
        if (exchange.Fault is { AfterEvents: null } && !await exchange.Strike())
        {
            return;
        }

        exchange.AddLimits();
        await (request.Stream ? new StreamedReply(exchange).Send() : new WholeReply(exchange).Send());
    }

    private async Task Answer(HttpContext context, bool needsMaxTokens, Func<HttpContext, MessageRequest, string, Task> answer)
    {
        var requestId = emulation.Headers.Stamp(context.Response);
        try
        {
            MessageRequest request;
            using (var body = await RequestBody.Read(context.Request))
            {
                if (body is null)
                {
                    await ApiError.TooLarge.Write(context, requestId);
                    await RequestBody.Discard(context.Request.BodyReader);
                    return;
                }

                request = MessageRequestReader.Read(body.Bytes, needsMaxTokens);
            }

            await answer(context, request, requestId);
        }
        catch (InvalidRequestException exception)
        {
            await ApiError.Invalid(exception.Message).Write(context, requestId);
        }
        catch (BadHttpRequestException exception) when (!context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            await ApiError.Invalid(exception.Message).Write(context, requestId);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            emulation.Trace.ClientLeft(EmulatorTrace.Span(context));
        }

        MarkUnsent(context);
    }

    private static void MarkUnsent(HttpContext context)
    {
        if (!context.Response.HasStarted)
        {
            EmulatorTrace.Span(context)?.SetTag(UnsentStatus.Mark, true);
        }
    }
}
