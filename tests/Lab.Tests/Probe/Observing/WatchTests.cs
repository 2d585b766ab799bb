using System.Diagnostics;
using Lab.Contracts;
using Lab.Probe;
using Lab.Probe.Host;
using Lab.Probe.Observing;
using Lab.State;
using Lab.Tests.Probe.Support;
using Lab.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Lab.Tests.Probe.Observing;

public sealed class WatchTests(Stores stores) : IAsyncLifetime
{
    private static readonly WatchRequest Request = new("run", new Uri("http://127.0.0.1:9"), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));

    private readonly FakeTimeProvider _clock = new();
    private readonly List<Watches> _started = [];
    private LabStore _store = null!;
    private ObservationLog _log = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await stores.Open("garnet");
        _log = new ObservationLog(_store);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var watches in _started)
        {
            await watches.StopAsync(CancellationToken.None);
            watches.Dispose();
        }

        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Looks_at_once_and_then_at_every_interval()
    {
        using var bench = Bench();
        var watches = Watches(bench);

        await watches.Put(Request, default);
        await Rounds(watches, 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Rounds(watches, 2);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Rounds(watches, 3);
        await watches.StopAsync(TestContext.Current.CancellationToken);

        var kept = await _log.OfRun("run");
        Assert.Equal([0, 1, 2], kept.Select(o => (int)(o.At - kept[0].At).TotalSeconds));
        Assert.All(kept, o => Assert.Equal(ObservationMoment.Scheduled, o.Moment));
    }

    [Fact]
    public async Task A_look_that_takes_longer_than_the_interval_skips_the_others()
    {
        using var bench = Bench();
        var release = new TaskCompletionSource();
        var looks = 0;
        var watches = Watches(bench, async cancellation =>
        {
            if (Interlocked.Increment(ref looks) == 1)
            {
                await release.Task.WaitAsync(cancellation);
            }

            return FakeHost.At(_clock.GetUtcNow());
        });

        await watches.Put(Request, default);
        await Eventually.Holds(() => Volatile.Read(ref looks) == 1, "the first look has begun");
        for (var i = 0; i < 5; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(1, looks);
        release.SetResult();

        // The one tick that is kept in mind, and no more.
        await Rounds(watches, 2);
        Assert.Equal(4, (await watches.All()).Single().Skipped);
        await watches.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Ends_when_it_is_not_renewed_and_lives_on_when_it_is()
    {
        using var bench = Bench();
        var watches = Watches(bench);
        await watches.Put(Request, default);
        await Rounds(watches, 1);

        _clock.Advance(TimeSpan.FromSeconds(9));
        var renewed = await watches.Put(Request, default);
        Assert.Equal(_clock.GetUtcNow() + Request.Lease, renewed?.Until);
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Single(await watches.All());
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Empty(await watches.All());
    }

    [Fact]
    public async Task After_its_end_nothing_more_is_kept()
    {
        using var bench = Bench();
        var watches = Watches(bench);
        await watches.Put(Request, default);
        await Rounds(watches, 1);

        Assert.True(await watches.End("run"));
        var kept = (await _log.OfRun("run")).Count;
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.False(await watches.End("run"));
        Assert.Equal(kept, (await _log.OfRun("run")).Count);
    }

    [Fact]
    public async Task Another_interval_replaces_the_schedule_and_there_are_no_more_than_allowed()
    {
        using var bench = Bench(new ProbeOptions { MaxWatches = 1 });
        var watches = Watches(bench);

        await watches.Put(Request, default);
        var replaced = await watches.Put(Request with { Interval = TimeSpan.FromSeconds(3) }, default);

        Assert.Equal(TimeSpan.FromSeconds(3), replaced?.Interval);
        Assert.Null(await watches.Put(Request with { RunId = "another" }, default));
        Assert.Single(await watches.All());
        await watches.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_store_that_is_away_is_said_once_and_the_looks_go_on()
    {
        using var bench = Bench();
        var lines = new Lines();
        await using var away = await LabStore.Open($"127.0.0.1:{FreePort.Next()}");
        _log = new ObservationLog(away);
        var blind = Watches(bench, logger: lines);

        await blind.Put(Request, default);
        for (var round = 1; round <= 3; round++)
        {
            await Rounds(blind, round);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Contains("did not answer", (await blind.All()).Single().Trouble);
        await blind.StopAsync(TestContext.Current.CancellationToken);
        Assert.Single(lines.Warnings);
    }

    [Fact]
    public async Task Its_looks_continue_the_trace_of_whoever_asked_for_them()
    {
        using var bench = Bench();
        var watches = Watches(bench);
        var spans = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == Lab.ServiceDefaults.LabSources.For(bench.Identity.Service),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var parent = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);

        await watches.Put(Request, parent);
        await Rounds(watches, 1);
        await watches.StopAsync(TestContext.Current.CancellationToken);

        var observe = spans.Single(s => s.OperationName == "observe");
        Assert.Equal((parent.TraceId, parent.SpanId), (observe.TraceId, observe.ParentSpanId));
        Assert.Contains(spans, s => s.OperationName == "probe tcp" && s.ParentSpanId == observe.SpanId);
    }

    private Bench Bench(ProbeOptions? options = null) => new(_clock, options);

    private Watches Watches(Bench bench, Func<CancellationToken, Task<HostSnapshot>>? host = null, ILogger<Watches>? logger = null)
    {
        var reader = new FakeHost(host ?? (_ => Task.FromResult(FakeHost.At(_clock.GetUtcNow()))));
        var observer = new Observer(bench.Round, new RecentHost(reader, _clock), _log, bench.Telemetry, bench.Options, _clock);
        var watches = new Watches(observer, bench.Options, _clock, logger ?? NullLogger<Watches>.Instance);
        _started.Add(watches);
        return watches;
    }

    private static async Task Rounds(Watches watches, long rounds)
    {
        long seen = -1;
        for (var tries = 0; seen < rounds; tries++)
        {
            Assert.True(tries < 1000, $"It looked {seen} times instead of {rounds} in 10 s.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
            seen = (await watches.All()).SingleOrDefault()?.Rounds ?? -1;
        }

        Assert.Equal(rounds, seen);
    }

    private sealed class Lines : ILogger<Watches>
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Warning)
            {
                lock (Warnings)
                {
                    Warnings.Add(formatter(state, exception));
                }
            }
        }
    }
}
