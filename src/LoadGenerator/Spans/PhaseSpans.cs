using System.Diagnostics;
using Lab.Contracts;
using Lab.LoadGenerator.Exchange;

namespace Lab.LoadGenerator.Spans;

/// <summary>The phases of an attempt as spans below it, made afterwards from its timestamps so that measuring costs no span.</summary>
internal readonly ref struct PhaseSpans(ActivitySource source, ActivityContext attempt, AttemptMeter meter, Failure? failure)
{
    public static void Add(ActivitySource source, Activity attempt, AttemptMeter meter, Reply reply, Failure? failure)
    {
        var phases = new PhaseSpans(source, attempt.Context, meter, failure);
        phases.Begin("dns", meter.Dns)?.Stop();
        for (var index = 0; index < meter.Addresses.Count; index++)
        {
            phases.Connect(index);
        }

        phases.Begin("tls", meter.Tls)?.Stop();
        phases.Begin("write", meter.Write)?.SetTag("lab.bytes_sent", meter.BytesSent).Stop();
        phases.Begin("headers", meter.Headers)?.Stop();
        phases.Stream(reply);
    }

    private void Connect(int index)
    {
        var tried = meter.Addresses[index];
        var from = meter.AddressStart(index);
        var span = source.StartActivity("connect", ActivityKind.Internal, attempt, startTime: meter.At(from));
        if (span is null)
        {
            return;
        }

        span.SetTag("network.peer.address", tried.Address).SetTag("network.type", tried.Family);
        span.SetEndTime((meter.At(from) + tried.Duration).UtcDateTime);
        if (tried.Errno is { } errno)
        {
            span.SetTag("error.type", errno).SetStatus(ActivityStatusCode.Error, errno);
        }
        else if (!tried.Connected)
        {
            span.SetTag("error.type", "timed-out").SetStatus(ActivityStatusCode.Error, tried.Note ?? failure?.Detail);
        }

        if (tried.LocalPort is { } port)
        {
            span.SetTag("network.local.port", port);
        }

        if (tried.Note is { } note)
        {
            span.SetTag("lab.connection.note", note);
        }

        span.Stop();
    }

    private void Stream(Reply reply)
    {
        if (Begin("stream", meter.Stream) is not { } span)
        {
            return;
        }

        span.SetTag("lab.bytes_received", meter.BytesReceived)
            .SetTag("lab.events", reply.Stream.Events)
            .SetTag("lab.longest_gap", meter.Elapsed(0, meter.LongestGap).TotalSeconds);
        if (meter.FirstEvent != 0)
        {
            span.AddEvent(new ActivityEvent("first event", meter.At(meter.FirstEvent)));
        }

        if (failure is { Layer: FailureLayer.Body or FailureLayer.Http })
        {
            span.SetTag("error.type", Words.Kebab(failure.Kind)).SetStatus(ActivityStatusCode.Error, failure.Detail);
        }

        span.Stop();
    }

    /// <summary>A phase that did not end is the one that failed; it ends with the attempt. Null when it never began.</summary>
    private Activity? Begin(string name, Interval interval)
    {
        if (!interval.Began)
        {
            return null;
        }

        var span = source.StartActivity(name, ActivityKind.Internal, attempt, startTime: meter.At(interval.From));
        span?.SetEndTime(meter.At(interval.Ended ? interval.To : meter.Finished).UtcDateTime);
        if (!interval.Ended && failure is not null)
        {
            span?.SetTag("error.type", Words.Kebab(failure.Kind)).SetStatus(ActivityStatusCode.Error, failure.Detail);
        }

        return span;
    }
}
