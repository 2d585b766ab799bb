using Lab.Contracts;
using Lab.Coordinator.Pages.Calls;
using Lab.Coordinator.Pages.Seeing;

namespace Lab.Tests.Pages;

public sealed class FailureViewTests
{
    private readonly Call[] _calls = [.. Believable.Failures("r", 60)];

    [Fact]
    public void A_filter_leaves_what_it_names_and_counts_what_each_choice_would_leave()
    {
        var filter = new FailureFilter("control", null);

        Assert.All(filter.Of(_calls), c => Assert.Equal("control", c.Arm));
        Assert.Equal(_calls.Length, filter.Arms(_calls).Sum(a => a.Count));
        Assert.Equal(filter.Of(_calls).Count, filter.Signatures(_calls).Sum(s => s.Count));
    }

    [Fact]
    public void What_was_chosen_can_be_taken_back_when_nothing_of_it_is_left() =>
        Assert.Contains(("gone", 0), new FailureFilter("gone", null).Arms(_calls));

    [Fact]
    public void A_filter_is_an_address() =>
        Assert.Equal("/runs/r/failures?arm=vm-nat&signature=headers%20%C2%B7%20reset", new FailureFilter("vm-nat", "headers · reset").Address("r"));

    [Fact]
    public void An_attempt_says_how_far_it_came()
    {
        Attempt Reached(AttemptPhases phases, int events = 0, int? status = null) => new() { Number = 1, StartedAt = Believable.Noon, Phases = phases, Events = events, Status = status };
        var some = TimeSpan.FromMilliseconds(1);

        Assert.Equal("nothing yet", PhaseReached.Of(Reached(new())));
        Assert.Equal("name resolved", PhaseReached.Of(Reached(new() { Dns = some })));
        Assert.Equal("connected", PhaseReached.Of(Reached(new() { Dns = some, Connect = some })));
        Assert.Equal("request sent", PhaseReached.Of(Reached(new() { Connect = some, Tls = some, Write = some })));
        Assert.Equal("HTTP 529", PhaseReached.Of(Reached(new() { Headers = some }, status: 529)));
        Assert.Equal("3 events received", PhaseReached.Of(Reached(new() { Headers = some }, 3, 200)).Replace('\u00a0', ' '));
    }

    [Fact]
    public void The_way_to_the_target_has_a_row_for_each_probe_and_family_from_the_outside_in()
    {
        var table = new PhaseTable([.. Enumerable.Range(0, 30).Select(i => Believable.Seen(Believable.Noon.AddSeconds(i), broken: i == 29))]);

        Assert.Equal([("dns", null), ("tcp", "ipv4"), ("tcp", "ipv6"), ("tls", "ipv4"), ("http", "ipv4")], table.Rows.Select(r => (r.Probe, r.Family)));
        Assert.All(table.Rows, r => Assert.Equal(24, r.Readings.Count));
        Assert.Equal(1, table.Rows[2].Failed);
        Assert.Equal("ENETUNREACH", table.Rows[2].Latest.Failure?.Errno);
    }
}
