using Lab.Contracts;
using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Exchange;

/// <summary>Says of a response, or of its absence, what came of it.</summary>
internal static class ReplyVerdict
{
    /// <summary>A whole response came; null when it is the answer.</summary>
    public static Trouble? Of(Reply reply)
    {
        var status = reply.Head.Status;
        if (status is < 200 or >= 300)
        {
            var text = reply.Text;
            return new Trouble(new Failure(FailureLayer.Http, Classifier.OfStatus(status), null, ErrorText.Describe($"HTTP {status}", text)), status, text);
        }

        if (reply.Stream.Error is { } error)
        {
            return Body(reply, FailureKind.ErrorEvent, ErrorText.Describe("The stream carried an error event", error));
        }

        if (reply.Stream.IsMalformed)
        {
            return Body(reply, FailureKind.Malformed, "The stream carried an event whose data is no JSON.");
        }

        if (reply.Head.ContentEncoding is { } encoding)
        {
            return Body(reply, FailureKind.Malformed, $"The response is encoded ({encoding}), which nobody here asked for.");
        }

        if (reply.Expects is Expected.Anything or Expected.Header)
        {
            return null;
        }

        if (reply.Expects == Expected.Whole)
        {
            return reply.ReadWhole() is { } problem ? Body(reply, FailureKind.Malformed, problem) : null;
        }

        if (!reply.Head.IsEventStream)
        {
            return Body(reply, FailureKind.Malformed, $"The response is {reply.Head.ContentType ?? "of no type"}, not an event stream.");
        }

        return reply.Stream.HasStopped
            ? null
            : Body(reply, FailureKind.EndedEarly, "The stream ended in order without a message_stop.") with { EndedInOrder = true };
    }

    /// <summary>The connection failed under the attempt, or was closed by its limit.</summary>
    public static Trouble Of(Exception exception, FailureLayer layer, Wire wire, Reply reply, ExchangeLimits limits) => (wire.Interrupted, layer) switch
    {
        (Interruption.Cancelled, _) => Trouble.Cancelled,
        (Interruption.TimedOut, FailureLayer.Write) => Trouble.Of(layer, FailureKind.TimedOut, null, $"The request could not be written: nothing was taken for {limits.Headers.TotalSeconds:0.###} s."),
        (Interruption.TimedOut, FailureLayer.Headers) => Trouble.Of(layer, FailureKind.TimedOut, null, $"No response header came within {limits.Headers.TotalSeconds:0.###} s."),
        (Interruption.TimedOut, _) => Body(reply, FailureKind.Stalled, $"The body stood still for {limits.Idle.TotalSeconds:0.###} s."),
        _ => Classifier.Classify(exception, layer, Doing(layer)) with { Status = reply.Status, BlocksFinished = reply.Stream.BlocksFinished },
    };

    /// <summary>A failure inside the body.</summary>
    public static Trouble Body(Reply reply, FailureKind kind, string detail) =>
        new(new Failure(FailureLayer.Body, kind, null, detail), reply.Status, reply.Text, reply.Stream.BlocksFinished);

    private static string Doing(FailureLayer layer) => layer switch
    {
        FailureLayer.Write => "writing the request",
        FailureLayer.Headers => "waiting for the response header",
        _ => "reading the body",
    };
}
