using Lab.Contracts;
using Lab.Coordinator.Pages.Tracing;

namespace Lab.Tests.Pages;

public sealed class WaterfallTreeTests
{
    [Fact]
    public void Spans_stand_below_their_parents_in_order_of_start()
    {
        var tree = new WaterfallTree([Span("c", "a", 50, 10), Span("d", "b", 25, 5), Span("a", null, 0, 100), Span("b", "a", 20, 20)]);

        Assert.Equal(["a", "b", "d", "c"], tree.Rows.Select(r => r.Span.SpanId));
        Assert.Equal([0, 1, 2, 1], tree.Rows.Select(r => r.Depth));
        Assert.Equal([0, 20, 25, 50], tree.Rows.Select(r => r.Left));
        Assert.Equal([100, 20, 5, 10], tree.Rows.Select(r => r.Width));
    }

    [Fact]
    public void A_span_whose_parent_is_not_kept_stands_at_the_edge_and_says_so()
    {
        var row = new WaterfallTree([Span("a", null, 0, 10), Span("x", "gone", 2, 3)]).Rows[^1];

        Assert.Equal(("x", 0, true), (row.Span.SpanId, row.Depth, row.IsOrphan));
    }

    [Fact]
    public void Spans_that_name_each_other_as_parents_are_shown_once_each()
    {
        var tree = new WaterfallTree([Span("a", "b", 0, 10), Span("b", "a", 2, 3), Span("c", "c", 1, 1)]);

        Assert.Equal(["a", "b", "c"], tree.Rows.Select(r => r.Span.SpanId).Order());
    }

    [Fact]
    public void A_trace_without_extent_has_a_row_and_no_nonsense()
    {
        var tree = new WaterfallTree([Span("a", null, 0, 0)]);

        Assert.Equal((0, 0), (tree.Rows[0].Left, tree.Rows[0].Width));
        Assert.Empty(new WaterfallTree([]).Rows);
    }

    [Fact]
    public void Folding_a_span_hides_all_that_is_below_it_and_nothing_else()
    {
        var tree = new WaterfallTree([Span("a", null, 0, 100), Span("b", "a", 20, 20), Span("d", "b", 25, 5), Span("c", "a", 50, 10)]);

        Assert.Equal(["a", "b", "c"], tree.Seen(new HashSet<string> { "b" }).Select(r => r.Span.SpanId));
        Assert.Equal(["a"], tree.Seen(new HashSet<string> { "a", "b" }).Select(r => r.Span.SpanId));
    }

    [Fact]
    public void What_names_a_fault_comes_first()
    {
        var ordered = SpanFacts.Ordered(new Dictionary<string, string> { ["a"] = "1", ["lab.fault.kind"] = "stall", ["error.type"] = "x" });

        Assert.Equal(["error.type", "lab.fault.kind", "a"], ordered.Select(a => a.Key));
    }

    private static SpanRecord Span(string id, string? parent, double at, double ms) => new()
    {
        TraceId = "t", SpanId = id, ParentSpanId = parent, Service = "s", Instance = "s-1", Name = id, Kind = "internal",
        StartedAt = Believable.Noon.AddMilliseconds(at), Duration = TimeSpan.FromMilliseconds(ms),
    };
}
