using Lab.ApiEmulator.Errors;
using Lab.ApiEmulator.Journals;
using Lab.ApiEmulator.Replies;
using Lab.ApiEmulator.Wire;

namespace Lab.ApiEmulator.Messages;

/// <summary>Takes requests in, draws their fault, and has them answered.</summary>
internal sealed class MessageHandler(Emulation emulation)
{
    /// <summary><c>POST /v1/messages</c>.</summary>
    public Task Create(HttpContext context) => Guard(context, Converse);

    /// <summary><c>POST /v1/messages/count_tokens</c>; no fault strikes it.</summary>
    public Task Count(HttpContext context) => Guard(context, async (_, requestId) =>
    {
        if (await Read(context, requestId, needsMaxTokens: false) is { } request)
        {
            await context.Response.WriteAsJsonAsync(new Dictionary<string, int> { ["input_tokens"] = request.InputTokens });
        }
    });

    private async Task Converse(HttpContext context, string requestId)
    {
        var exchange = new Exchange(context, emulation.Plans.Current, requestId, emulation);
        if (await Read(context, requestId, needsMaxTokens: true, exchange) is not { } request)
        {
            return;
        }

        exchange.Request = context.Request.Headers.ContainsKey(ApiHeaders.Agent) ? request with { IsMarkedSubagent = true } : request;
        exchange.Draw(request.Bytes);
        if (exchange.Fault is { AfterEvents: null } && !await exchange.Strike())
        {
            return;
        }

        exchange.AddLimits();
        await (request.Stream ? new StreamedReply(exchange).Send() : new WholeReply(exchange).Send());
    }

    /// <summary>Reads a request; null when something else became of it already.</summary>
    private static async Task<MessageRequest?> Read(HttpContext context, string requestId, bool needsMaxTokens, Exchange? exchange = null)
    {
        var http = context.Request;
        if (http.ContentLength > WireExtensions.LargestBody)
        {
            return await RefuseAsTooLarge(context, requestId);
        }

        using var body = RequestBody.Of(http);
        var mayRead = exchange?.Plan.DropsAbove ?? long.MaxValue;
        while (await body.Read(mayRead) is var state && state != BodyState.Whole)
        {
            if (state == BodyState.TooLarge)
            {
                return await RefuseAsTooLarge(context, requestId);
            }

            exchange!.Draw(http.ContentLength ?? body.Bytes.Length);
            mayRead = exchange.Fault?.Above ?? long.MaxValue;
            if (body.Bytes.Length > mayRead)
            {
                await exchange.Strike();
                return null;
            }
        }

        var request = MessageRequestReader.Read(body.Bytes, needsMaxTokens);
        JournalEntry.Of(context)?.Note(request);
        return request;
    }

    private static async Task<MessageRequest?> RefuseAsTooLarge(HttpContext context, string requestId)
    {
        await ApiError.TooLarge.Write(context, requestId);
        await RequestBody.Discard(context.Request.BodyReader);
        return null;
    }

    private async Task Guard(HttpContext context, Func<HttpContext, string, Task> answer)
    {
        var requestId = emulation.Headers.Stamp(context.Response);
        try
        {
            await answer(context, requestId);
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
            JournalEntry.Of(context)?.Unsent();
        }
    }
}
