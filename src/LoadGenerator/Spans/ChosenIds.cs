using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lab.LoadGenerator.Spans;

/// <summary>Gives an activity ids that were drawn before it: the runtime draws them itself, and has no other way in.</summary>
internal static class ChosenIds
{
    /// <summary>Whether this runtime's activities can be given ids; where not, spans are made from the start.</summary>
    public static bool CanBeGiven { get; } = Try();

    public static void Give(Activity activity, ActivityTraceId trace, ActivitySpanId span)
    {
        TraceIdOf(activity) = trace.ToHexString();
        SpanIdOf(activity) = span.ToHexString();
    }

    private static bool Try()
    {
        using var activity = new Activity("ids");
        activity.SetIdFormat(ActivityIdFormat.W3C);
        var (trace, span) = (ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom());
        var before = Activity.Current;
        try
        {
            activity.Start();
            Give(activity, trace, span);
            return activity.TraceId == trace && activity.SpanId == span && activity.Context.SpanId == span;
        }
        catch (MissingFieldException)
        {
            return false;
        }
        finally
        {
            activity.Stop();
            Activity.Current = before;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_traceId")]
    private static extern ref string? TraceIdOf(Activity activity);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spanId")]
    private static extern ref string? SpanIdOf(Activity activity);
}
