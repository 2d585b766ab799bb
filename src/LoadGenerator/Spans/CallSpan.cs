using System.Diagnostics;

namespace Lab.LoadGenerator.Spans;

/// <summary>The span of a call or an attempt. Its ids are there from the start, since they go out with the request; the activity is made at the end where nobody but a failure wants it.</summary>
internal sealed class CallSpan : IDisposable
{
    private readonly ActivitySource _source;
    private readonly string _name;
    private readonly ActivityKind _kind;
    private readonly ulong _parent;
    private readonly DateTimeOffset _startedAt;
    private Activity? _activity;

    private CallSpan(ActivitySource source, string name, ActivityKind kind, CallSpan? parent, DateTimeOffset startedAt)
    {
        _source = source;
        _name = name;
        _kind = kind;
        _parent = parent?.Ids.Span ?? 0;
        _startedAt = startedAt;
        Ids = parent?.Ids.Child() ?? DrawnIds.Draw();
    }

    private CallSpan(Activity activity, ActivitySource source)
    {
        _source = source;
        _name = activity.OperationName;
        _activity = activity;
        Ids = DrawnIds.Of(activity);
    }

    public DrawnIds Ids { get; }

    /// <summary>A span that everybody may look at while it is open.</summary>
    public static CallSpan? Open(ActivitySource source, string name, ActivityKind kind, CallSpan? parent)
    {
        if (parent is null)
        {
            Activity.Current = null;
        }

        var activity = source.StartActivity(name, kind, parent is null ? default : new ActivityContext(parent.Ids.TraceId, parent.Ids.SpanId, ActivityTraceFlags.Recorded));
        return activity is null ? null : new CallSpan(activity, source);
    }

    /// <summary>A span that is made only if it is wanted; null when nobody listens.</summary>
    public static CallSpan? Later(ActivitySource source, string name, ActivityKind kind, CallSpan? parent, DateTimeOffset startedAt) =>
        source.HasListeners() ? new CallSpan(source, name, kind, parent, startedAt) : null;

    /// <summary>The activity, made now where there is none yet; null when nobody listens any more.</summary>
    public Activity? Make()
    {
        if (_activity is null)
        {
            // It must not become a part of what goes on around it, nor that a part of it.
            var around = Activity.Current;
            Activity.Current = null;
            var trace = Ids.TraceId;
            var parent = _parent == 0 ? default : new ActivityContext(trace, (Ids with { Span = _parent }).SpanId, ActivityTraceFlags.Recorded);
            _activity = _source.StartActivity(_name, _kind, parent, startTime: _startedAt);
            Activity.Current = around;
            if (_activity is not null)
            {
                ChosenIds.Give(_activity, trace, Ids.SpanId);
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
}
