using Lab.Contracts;

namespace Lab.Coordinator.Pages.Tracing;

/// <summary>Lays out the spans of a trace: each under its parent, in order of start, with its place on the time axis.</summary>
internal sealed class WaterfallTree
{
    public WaterfallTree(IReadOnlyList<SpanRecord> spans)
    {
        ArgumentNullException.ThrowIfNull(spans);

        StartedAt = spans.Count == 0 ? default : spans.Min(s => s.StartedAt);
        Duration = spans.Count == 0 ? TimeSpan.Zero : spans.Max(s => s.StartedAt + s.Duration) - StartedAt;
        Services = [.. spans.OrderBy(s => s.StartedAt).Select(s => s.Service).Distinct()];

        var known = spans.Select(s => s.SpanId).ToHashSet();
        var children = spans.Where(s => s.ParentSpanId is { } parent && known.Contains(parent) && parent != s.SpanId).ToLookup(s => s.ParentSpanId!);
        var rows = new List<WaterfallRow>();
        var placed = new HashSet<string>();
        foreach (var root in spans.Where(s => s.ParentSpanId is not { } parent || !known.Contains(parent)).OrderBy(s => s.StartedAt))
        {
            Place(root, 0, root.ParentSpanId is not null, children, placed, rows);
        }

        // Spans that name each other as parents: shown, though they hang nowhere.
        foreach (var left in spans.OrderBy(s => s.StartedAt).Where(s => !placed.Contains(s.SpanId)))
        {
            Place(left, 0, isOrphan: true, children, placed, rows);
        }

        Rows = rows;
    }

    /// <summary>The start of the earliest span.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>From the earliest start to the latest end.</summary>
    public TimeSpan Duration { get; }

    /// <summary>The services in order of their first span.</summary>
    public IReadOnlyList<string> Services { get; }

    /// <summary>The spans as rows, each below its parent.</summary>
    public IReadOnlyList<WaterfallRow> Rows { get; }

    /// <summary>The rows that are seen while the children of some spans are folded away.</summary>
    public IEnumerable<WaterfallRow> Seen(IReadOnlySet<string> folded)
    {
        var foldedAt = int.MaxValue;
        foreach (var row in Rows)
        {
            if (row.Depth > foldedAt)
            {
                continue;
            }

            foldedAt = folded.Contains(row.Span.SpanId) ? row.Depth : int.MaxValue;
            yield return row;
        }
    }

    private void Place(SpanRecord span, int depth, bool isOrphan, ILookup<string, SpanRecord> children, HashSet<string> placed, List<WaterfallRow> rows)
    {
        if (!placed.Add(span.SpanId))
        {
            return;
        }

        var below = children[span.SpanId].OrderBy(s => s.StartedAt).ToArray();
        rows.Add(new WaterfallRow(span, depth, below.Length, isOrphan, Percent(span.StartedAt - StartedAt), Percent(span.Duration)));
        foreach (var child in below)
        {
            Place(child, depth + 1, isOrphan: false, children, placed, rows);
        }
    }

    private double Percent(TimeSpan part) => Duration <= TimeSpan.Zero ? 0 : Math.Clamp(100.0 * part.Ticks / Duration.Ticks, 0, 100);
}

/// <summary>A span's row.</summary>
/// <param name="Span">The span.</param>
/// <param name="Depth">How many spans are above it.</param>
/// <param name="Children">How many spans are right below it.</param>
/// <param name="IsOrphan">It names a parent that is not among the spans kept.</param>
/// <param name="Left">Where it begins, in percent of the trace.</param>
/// <param name="Width">How long it is, in percent of the trace; 0 for one too short to tell.</param>
internal sealed record WaterfallRow(SpanRecord Span, int Depth, int Children, bool IsOrphan, double Left, double Width);
