using System.Buffers;
using System.Net.Sockets;
using Lab.Contracts;
using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Exchange;

/// <summary>One request and its response on an open connection: no retry, no redirect, and every failure comes back as a result.</summary>
internal static class HttpExchange
{
    private const int WriteBytes = 64 * 1024;
    private const int SmallRead = 4 * 1024;
    private const int LargeRead = 32 * 1024;

    /// <summary>Runs it. Null when a whole response came and its stream, if it is one, has ended as it should; the status may still say no.</summary>
    public static async ValueTask<Trouble?> Run(Wire wire, Request request, Reply reply, AttemptMeter meter, ExchangeLimits limits, CancellationToken cancellation)
    {
        var layer = FailureLayer.Write;
        var buffer = default(byte[]);
        await using var _ = cancellation.UnsafeRegister(static w => ((Wire)w!).Interrupt(Interruption.Cancelled), wire);
        try
        {
            wire.Limit(limits.Headers);
            meter.Write.From = meter.Now();
            await Write(wire, request, meter);
            meter.Write.To = meter.Headers.From = meter.Now();

            layer = FailureLayer.Headers;
            wire.Extend(meter.Headers.From);
            buffer = ArrayPool<byte>.Shared.Rent(reply.Rushes ? LargeRead : SmallRead);
            var (have, length, trouble) = (0, 0, default(Trouble));
            while (true)
            {
                var read = await wire.Receive(buffer.AsMemory(have));
                var now = meter.Received(read);
                if (read == 0)
                {
                    return wire.Interrupted != Interruption.None
                        ? Why(new OperationCanceledException(), layer, wire, reply, limits)
                        : At(layer, FailureKind.Closed, have == 0 ? "The peer closed in order before the response header." : "The peer closed in order in the middle of the response header.");
                }

                have += read;
                (length, trouble) = ReadHead(buffer.AsSpan(0, have), reply);
                if (trouble is not null)
                {
                    return trouble;
                }

                // Interim responses say nothing yet.
                while (length > 0 && reply.Head.Status is >= 100 and < 200)
                {
                    buffer.AsSpan(length, have - length).CopyTo(buffer);
                    have -= length;
                    (length, trouble) = have == 0 ? (0, null) : ReadHead(buffer.AsSpan(0, have), reply);
                    if (trouble is not null)
                    {
                        return trouble;
                    }
                }

                if (length > 0)
                {
                    meter.Headers.To = meter.Stream.From = now;
                    break;
                }

                if (have == buffer.Length && !Grow(ref buffer, have))
                {
                    return At(layer, FailureKind.Malformed, $"The response header is longer than {ResponseHead.MostBytes} bytes.");
                }
            }

            layer = FailureLayer.Body;
            wire.Limit(limits.Idle);
            var framing = new BodyFraming(reply.Head);
            var sawBody = Feed(ref framing, buffer.AsSpan(length, have - length), reply, out var leftover);
            NoteEvents(reply, meter, sawBody ? meter.Headers.To : 0);
            while (!framing.IsDone && framing.Problem is null && reply.Stream.Error is null)
            {
                var read = await wire.Receive(buffer);
                var now = meter.Received(read);
                meter.BodyRead(now);
                wire.Extend(now);
                if (read == 0)
                {
                    if (wire.Interrupted != Interruption.None)
                    {
                        return Why(new OperationCanceledException(), layer, wire, reply, limits);
                    }

                    if (framing.EndsWithConnection)
                    {
                        break;
                    }

                    return Cut(FailureKind.EndedEarly, null, $"The peer closed in order inside the body: {framing.Missing}.", reply);
                }

                Feed(ref framing, buffer.AsSpan(0, read), reply, out leftover);
                NoteEvents(reply, meter, now);
                Fit(ref buffer, read);
            }

            meter.Stream.To = meter.Now();
            reply.Rushes = buffer.Length > SmallRead;
            reply.IsReusable = framing.IsDone && leftover == 0 && !reply.Head.WillClose;
            return framing.Problem is { } problem
                ? Cut(FailureKind.Malformed, null, problem, reply)
                : Judge(reply);
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            return Why(exception, layer, wire, reply, limits);
        }
        finally
        {
            wire.Unlimit();
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private static async ValueTask Write(Wire wire, Request request, AttemptMeter meter)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(WriteBytes);
        try
        {
            request.Head.CopyTo(buffer);
            var used = request.Head.Length;
            for (var index = 0; index < request.Body.Count; index++)
            {
                var piece = request.Body[index];
                while (piece.Length > 0)
                {
                    var fits = Math.Min(piece.Length, buffer.Length - used);
                    piece[..fits].CopyTo(buffer.AsMemory(used));
                    piece = piece[fits..];
                    used += fits;
                    if (used == buffer.Length)
                    {
                        await wire.Send(buffer.AsMemory(0, used));
                        meter.BytesSent += used;
                        used = 0;
                        wire.Extend(meter.Now());
                    }
                }
            }

            if (used > 0)
            {
                await wire.Send(buffer.AsMemory(0, used));
                meter.BytesSent += used;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static (int Length, Trouble? Trouble) ReadHead(ReadOnlySpan<byte> bytes, Reply reply)
    {
        var length = ResponseHead.Read(bytes, out reply.Head, out var problem);
        if (length > ResponseHead.MostBytes)
        {
            problem = $"The response header is longer than {ResponseHead.MostBytes} bytes.";
        }

        return problem is null ? (length, null) : (length, At(FailureLayer.Headers, FailureKind.Malformed, problem));
    }

    private static bool Feed(ref BodyFraming framing, ReadOnlySpan<byte> bytes, Reply reply, out int leftover)
    {
        var sawAny = bytes.Length > 0;
        var isStream = reply.Head.IsEventStream && reply.Head.Status is >= 200 and < 300;
        while (framing.Take(ref bytes, out var content))
        {
            if (isStream)
            {
                reply.Stream.Feed(content);
            }
            else
            {
                reply.TakeText(content);
            }
        }

        leftover = bytes.Length;
        return sawAny;
    }

    private static void NoteEvents(Reply reply, AttemptMeter meter, long now)
    {
        if (meter.FirstEvent == 0 && reply.Stream.Events > 0)
        {
            meter.SawFirstEvent(now);
        }
    }

    /// <summary>A stream that trickles needs little room; one that rushes gets more. A thousand waiting streams must not hold 32 KB each.</summary>
    private static void Fit(ref byte[] buffer, int read)
    {
        var wanted = read == buffer.Length ? LargeRead : buffer.Length > SmallRead && read < SmallRead / 8 ? SmallRead : buffer.Length;
        if (wanted != buffer.Length)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = ArrayPool<byte>.Shared.Rent(wanted);
        }
    }

    private static bool Grow(ref byte[] buffer, int have)
    {
        if (buffer.Length >= ResponseHead.MostBytes)
        {
            return false;
        }

        var larger = ArrayPool<byte>.Shared.Rent(ResponseHead.MostBytes);
        buffer.AsSpan(0, have).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
        return true;
    }

    /// <summary>A whole response came; is it the answer?</summary>
    private static Trouble? Judge(Reply reply)
    {
        var status = reply.Head.Status;
        if (status is < 200 or >= 300)
        {
            var text = reply.Text;
            return new Trouble(new Failure(FailureLayer.Http, Classifier.OfStatus(status), null, ErrorText.Describe($"HTTP {status}", text)), status, text);
        }

        if (reply.Stream.Error is { } error)
        {
            return Cut(FailureKind.ErrorEvent, null, ErrorText.Describe("The stream carried an error event", error), reply);
        }

        if (!reply.Head.IsEventStream || reply.Head.ContentEncoding is not null)
        {
            var what = reply.Head.ContentEncoding is { } encoding ? $"is encoded ({encoding})" : $"is {reply.Head.ContentType ?? "of no type"}, not an event stream";
            return Cut(FailureKind.Malformed, null, $"The response {what}.", reply);
        }

        return reply.Stream.HasStopped
            ? null
            : Cut(FailureKind.EndedEarly, null, "The stream ended in order without a message_stop.", reply) with { EndedInOrder = true };
    }

    private static Trouble Why(Exception exception, FailureLayer layer, Wire wire, Reply reply, ExchangeLimits limits) => (wire.Interrupted, layer) switch
    {
        (Interruption.Cancelled, _) => Trouble.Cancelled,
        (Interruption.TimedOut, FailureLayer.Write) => At(layer, FailureKind.TimedOut, $"The request could not be written: nothing was taken for {limits.Headers.TotalSeconds:0.###} s."),
        (Interruption.TimedOut, FailureLayer.Headers) => At(layer, FailureKind.TimedOut, $"No response header came within {limits.Headers.TotalSeconds:0.###} s."),
        (Interruption.TimedOut, _) => Cut(FailureKind.Stalled, null, $"The body stood still for {limits.Idle.TotalSeconds:0.###} s.", reply),
        _ => Classifier.Classify(exception, layer, Doing(layer)) with { Status = reply.Status, BlocksFinished = reply.Stream.BlocksFinished },
    };

    private static string Doing(FailureLayer layer) => layer switch
    {
        FailureLayer.Write => "writing the request",
        FailureLayer.Headers => "waiting for the response header",
        _ => "reading the body",
    };

    private static Trouble At(FailureLayer layer, FailureKind kind, string detail) => Trouble.Of(layer, kind, null, detail);

    private static Trouble Cut(FailureKind kind, string? errno, string detail, Reply reply) =>
        new(new Failure(FailureLayer.Body, kind, errno, detail), reply.Status, reply.Text, reply.Stream.BlocksFinished);
}
