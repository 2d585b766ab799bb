using System.Diagnostics;

namespace Lab.LoadGenerator.Spans;

/// <summary>The span of a call or an attempt. Its ids are there from the start, since they go out with the request; the activity is made at the end where nobody but a failure wants it.</summary>
internal sealed class CallSpan : IDisposable
{
    private readonly ActivitySource _source;
    private readonly string _name;
    private readonly ActivityKind _kind;
    private readonly ActivitySpanId _parent;
    private readonly DateTimeOffset _startedAt;
    private Activity? _activity;

    private CallSpan(ActivitySource source, string name, ActivityKind kind, CallSpan? parent, TimeProvider clock)
    {
        _source = source;
        _name = name;
        _kind = kind;
        _parent = parent?.SpanId ?? default;
        _startedAt = clock.GetUtcNow();
        TraceId = parent?.TraceId ?? ActivityTraceId.CreateRandom();
        SpanId = ActivitySpanId.CreateRandom();
    }

    private CallSpan(Activity activity, ActivitySource source)
    {
        _source = source;
        _name = activity.OperationName;
        _activity = activity;
        TraceId = activity.TraceId;
        SpanId = activity.SpanId;
    }

    public ActivityTraceId TraceId { get; }

    public ActivitySpanId SpanId { get; }

    /// <summary>As the header <c>traceparent</c> has it.</summary>
    public string Id => _activity?.Id ?? $"00-{TraceId.ToHexString()}-{SpanId.ToHexString()}-01";

    /// <summary>A span that everybody may look at while it is open.</summary>
    public static CallSpan? Open(ActivitySource source, string name, ActivityKind kind, CallSpan? parent)
    {
        if (parent is null)
        {
            Activity.Current = null;
        }

        var activity = source.StartActivity(name, kind, parent is null ? default : parent.Context);
        return activity is null ? null : new CallSpan(activity, source);
    }

    /// <summary>A span that is made only if it is wanted; null when nobody listens.</summary>
    public static CallSpan? Later(ActivitySource source, string name, ActivityKind kind, CallSpan? parent, TimeProvider clock) =>
        source.HasListeners() ? new CallSpan(source, name, kind, parent, clock) : null;

    /// <summary>The activity, made now where there is none yet; null when nobody listens any more.</summary>
    public Activity? Make()
    {
        if (_activity is null)
        {
            // It must not become a part of what goes on around it, nor that a part of it.
            var around = Activity.Current;
            Activity.Current = null;
            _activity = _source.StartActivity(_name, _kind, _parent == default ? default : new ActivityContext(TraceId, _parent, ActivityTraceFlags.Recorded), startTime: _startedAt);
            Activity.Current = around;
            if (_activity is not null)
            {
                ChosenIds.Give(_activity, TraceId, SpanId);
            }
        }

        return _activity;
    }

    /// <summary>Nobody wants it.</summary>
    public void Drop()
    {
        if (_activity is not null)
        {
            _activity.IsAllDataRequested = false;
        }
    }

    public void Dispose() => _activity?.Dispose();

    private ActivityContext Context => new(TraceId, SpanId, ActivityTraceFlags.Recorded);
}
