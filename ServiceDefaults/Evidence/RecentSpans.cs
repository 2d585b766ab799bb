using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Lab.Contracts;
using OpenTelemetry;

namespace Lab.ServiceDefaults;

/// <summary>The last spans that this service made, so that those of a call that turns out to have failed can still be had.</summary>
/// <remarks>It holds the activities themselves and turns them into records only when somebody wants them.</remarks>
public sealed class RecentSpans(ServiceIdentity identity) : BaseProcessor<Activity>
{
    /// <summary>How many spans are held; at some 1.5 KB each.</summary>
    public const int Capacity = 20_000;

    private readonly ConcurrentDictionary<ActivityTraceId, ConcurrentQueue<Activity>> _byTrace = new();
    private readonly ConcurrentQueue<ActivityTraceId> _order = new();
    private int _count;

    /// <summary>Tells of each span as it ends; called on the thread that ended it.</summary>
    public event Action<ActivityTraceId>? Ended;

    /// <inheritdoc />
    public override void OnEnd(Activity data)
    {
        ArgumentNullException.ThrowIfNull(data);

        _byTrace.GetOrAdd(data.TraceId, static _ => new ConcurrentQueue<Activity>()).Enqueue(data);
        _order.Enqueue(data.TraceId);

        // One out for one in. A trace's spans leave oldest first, so its queue is empty when its last entry in the order goes.
        if (Interlocked.Increment(ref _count) > Capacity && _order.TryDequeue(out var oldest))
        {
            Interlocked.Decrement(ref _count);
            if (_byTrace.TryGetValue(oldest, out var spans))
            {
                spans.TryDequeue(out _);
                if (spans.IsEmpty)
                {
                    _byTrace.TryRemove(new KeyValuePair<ActivityTraceId, ConcurrentQueue<Activity>>(oldest, spans));
                }
            }
        }

        Ended?.Invoke(data.TraceId);
    }

    /// <summary>All spans of a trace that are still held; empty when there are none.</summary>
    public IReadOnlyList<SpanRecord> Of(ActivityTraceId trace) =>
        _byTrace.TryGetValue(trace, out var spans) ? [.. spans.Select(ToRecord)] : [];

    private SpanRecord ToRecord(Activity span) => new()
    {
        TraceId = span.TraceId.ToHexString(),
        SpanId = span.SpanId.ToHexString(),
        ParentSpanId = span.ParentSpanId == default ? null : span.ParentSpanId.ToHexString(),
        Service = identity.Service,
        Instance = identity.Instance,
        Name = span.DisplayName,
        Kind = Words.Kebab(span.Kind),
        StartedAt = new DateTimeOffset(span.StartTimeUtc),
        Duration = span.Duration,
        IsError = span.Status == ActivityStatusCode.Error,
        StatusDescription = span.StatusDescription,
        Attributes = Texts(span.TagObjects),
        Events = [.. span.Events.Select(e => new SpanEvent(e.Name, e.Timestamp, Texts(e.Tags)))],
        Links = [.. span.Links.Select(l => l.Context.TraceId.ToHexString())],
    };

    private static Dictionary<string, string> Texts(IEnumerable<KeyValuePair<string, object?>> tags)
    {
        var texts = new Dictionary<string, string>();
        foreach (var (key, value) in tags)
        {
            texts[key] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        }

        return texts;
    }
}
