using Lab.Contracts;
using Lab.State;
using Lab.Tests.Support;

namespace Lab.Tests.State;

/// <summary>What the lab keeps in the store, on the embedded Garnet and on a real Redis alike.</summary>
public sealed class StoreTests(Stores stores)
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("garnet")]
    [InlineData("redis")]
    public async Task A_run_is_created_once_and_waits_in_the_queue_until_it_is_taken_out(string server)
    {
        await using var store = await stores.Open(server);
        var runs = new RunStore(store);

        Assert.True(await runs.Create("r1", new Note("first"), Now));
        Assert.False(await runs.Create("r1", new Note("second"), Now));
        Assert.True(await runs.Create("r2", new Note("other"), Now.AddSeconds(1)));

        Assert.Equal(new Note("first"), await runs.Load<Note>("r1"));
        Assert.Null(await runs.Load<Note>("r3"));
        Assert.Equal(["r2", "r1"], await runs.List());
        Assert.Equal("r1", await runs.Next());
        Assert.Equal("r1", await runs.Next());
        await runs.Dequeue("r1");
        Assert.Equal("r2", await runs.Next());
    }

    [Theory]
    [InlineData("garnet")]
    [InlineData("redis")]
    public async Task Trials_come_back_in_their_order_and_undo_notes_until_they_are_struck_out(string server)
    {
        await using var store = await stores.Open(server);
        var runs = new RunStore(store);
        foreach (var number in new[] { 10, 2, 1 })
        {
            await runs.SaveTrial("r", number, new Note($"{number}"));
        }

        await runs.SaveTrial("r", 2, new Note("two"));
        await runs.NoteUndo("r", "vm", "a machine");

        Assert.Equal(["1", "two", "10"], (await runs.Trials<Note>("r")).Select(t => t.Text));
        Assert.Equal("a machine", (await runs.Undo<string>("r"))["vm"]);
        await runs.ClearUndo("r", "vm");
        Assert.Empty(await runs.Undo<string>("r"));
    }

    [Theory]
    [InlineData("garnet")]
    [InlineData("redis")]
    public async Task A_lease_has_one_holder_until_it_is_released(string server)
    {
        await using var store = await stores.Open(server);
        var one = new Lease(store, store.Keys.CoordinatorLease, "one", TimeSpan.FromMinutes(1));
        var other = new Lease(store, store.Keys.CoordinatorLease, "other", TimeSpan.FromMinutes(1));

        Assert.True(await one.Hold());
        Assert.True(await one.Hold());
        Assert.False(await other.Hold());
        await other.Release();
        Assert.False(await other.Hold());
        await one.Release();
        Assert.True(await other.Hold());
    }

    [Theory]
    [InlineData("garnet")]
    [InlineData("redis")]
    public async Task A_budget_is_not_overrun_by_many_who_take_at_once(string server)
    {
        await using var store = await stores.Open(server);
        var budget = new RequestBudget(store);

        var taken = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => budget.Take("r", maxRequests: 50)));

        Assert.Equal(50, taken.Count(t => t == BudgetAnswer.Granted));
        Assert.Equal(50, await budget.Taken("r"));
    }

    [Theory]
    [InlineData("garnet")]
    [InlineData("redis")]
    public async Task Spans_of_all_instances_make_one_trace_and_a_second_hand_in_replaces_the_first(string server)
    {
        await using var store = await stores.Open(server);
        var evidence = new EvidenceStore(store);

        await evidence.Save("t", "a", [Span("a1", 2)]);
        await evidence.Save("t", "b", [Span("b1", 1)]);
        await evidence.Save("t", "a", [Span("a1", 2), Span("a2", 3)]);

        Assert.Equal(["b1", "a1", "a2"], (await evidence.Trace("t")).Select(s => s.SpanId));
        Assert.Empty(await evidence.Trace("none"));
    }

    [Theory]
    [InlineData("garnet")]
    [InlineData("redis")]
    public async Task A_run_keeps_as_many_traces_as_it_may_and_says_so_of_the_rest(string server)
    {
        await using var store = await stores.Open(server);
        var evidence = new EvidenceStore(store);
        await Task.WhenAll(Enumerable.Range(0, EvidenceStore.TracesPerRun).Select(n => evidence.Want("r", $"t{n}", Now)));

        Assert.False(await evidence.Want("r", "one-more", Now));
        Assert.True(await evidence.Want("r", "t0", Now));
        Assert.True(await evidence.Want("another", "one-more", Now));
        Assert.Contains("t7", await evidence.WantedSince(Now));
        Assert.Empty(await evidence.WantedSince(Now.AddSeconds(1)));
    }

    [Theory]
    [InlineData("garnet")]
    [InlineData("redis")]
    public async Task Observations_stay_with_their_run_and_the_latest_of_all_are_bounded(string server)
    {
        await using var store = await stores.Open(server);
        var log = new ObservationLog(store);
        await log.Add(Seen("r", 0));
        for (var n = 1; n <= ObservationLog.Recent; n++)
        {
            await log.Add(Seen(null, n));
        }

        Assert.Equal(Now, Assert.Single(await log.OfRun("r")).At);
        var latest = await log.Latest(most: 1000);
        Assert.Equal(ObservationLog.Recent, latest.Count);
        Assert.Equal(Now.AddSeconds(ObservationLog.Recent), latest[^1].At);
    }

    [Fact]
    public async Task A_store_that_is_away_is_named_with_its_address_and_the_setting()
    {
        var port = FreePort.Next();
        await using var store = await LabStore.Open($"127.0.0.1:{port}");

        var away = await Assert.ThrowsAsync<StoreUnavailableException>(store.Ping);

        Assert.Contains($"127.0.0.1:{port}", away.Message);
        Assert.Contains("ConnectionStrings:redis", away.Message);
    }

    private static SpanRecord Span(string id, int second) => new()
    {
        TraceId = "t", SpanId = id, Service = "s", Instance = "i", Name = "n", Kind = "internal", StartedAt = Now.AddSeconds(second), Duration = TimeSpan.FromSeconds(1),
    };

    private static Observation Seen(string? run, int second) => new()
    {
        At = Now.AddSeconds(second), Took = TimeSpan.Zero, Moment = ObservationMoment.Scheduled, RunId = run,
        Host = new HostSnapshot { At = Now, System = "test" },
    };

    private sealed record Note(string Text);
}
