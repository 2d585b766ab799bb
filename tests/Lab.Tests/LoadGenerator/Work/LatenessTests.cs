using Lab.LoadGenerator.Work;
using Lab.Tests.LoadGenerator.Sessions;

namespace Lab.Tests.LoadGenerator.Work;

public sealed class LatenessTests
{
    [Fact]
    public async Task A_lane_sees_the_lateness_of_its_own_time_alone()
    {
        var clock = new SkippingClock();
        using var lateness = new Lateness(clock);
        await lateness.StartAsync(TestContext.Current.CancellationToken);
        await SessionTests.Until(() => lateness.Last > TimeSpan.Zero);
        var early = lateness.Begin();

        clock.Skip(TimeSpan.FromMinutes(5));
        await SessionTests.Until(() => early.Worst.Worst >= TimeSpan.FromMinutes(4));
        var late = lateness.Begin();

        Assert.True(early.End().Worst >= TimeSpan.FromMinutes(4));
        Assert.True(late.End().Worst < TimeSpan.FromMinutes(1));
        await lateness.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_tick_that_is_overdue_counts_though_it_never_came()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var lateness = new Lateness(clock);
        var watch = lateness.Begin();

        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(TimeSpan.FromMilliseconds(1980), watch.End().Timer);
    }

    [Fact]
    public async Task A_pool_without_a_free_thread_is_told_apart_from_a_late_timer()
    {
        using var lateness = new Lateness(TimeProvider.System);
        await lateness.StartAsync(TestContext.Current.CancellationToken);
        await SessionTests.Until(() => lateness.Last > TimeSpan.Zero);
        var watch = lateness.Begin();
        using var release = new ManualResetEventSlim();
        var blocked = new List<Task>();

        // More than the pool has threads, and than it adds within the time.
        for (var index = 0; index < 200; index++)
        {
            blocked.Add(Task.Run(() => release.Wait(TimeSpan.FromSeconds(30))));
        }

        // On this thread: one of the pool's is not to be had.
        var seen = SpinWait.SpinUntil(() => watch.Worst.Pool > TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(20));
        release.Set();
        await Task.WhenAll(blocked);
        var late = watch.End();
        await lateness.StopAsync(TestContext.Current.CancellationToken);

        Assert.True(seen, $"{late}");
        Assert.True(late.Timer < late.Pool, $"{late}");
        Assert.Equal(late.Worst, new[] { late.Timer, late.Pool, late.Collector }.Max());
    }

    [Fact]
    public async Task The_collectors_pauses_are_told_apart()
    {
        using var lateness = new Lateness(TimeProvider.System);
        await lateness.StartAsync(TestContext.Current.CancellationToken);
        var watch = lateness.Begin();
        var kept = new List<object>();

        await SessionTests.Until(() =>
        {
            kept.Add(Enumerable.Range(0, 20_000).Select(n => new object[] { n }).ToArray());
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            return watch.Worst.Collector > TimeSpan.FromMilliseconds(1);
        });

        Assert.True(watch.End().Collector > TimeSpan.FromMilliseconds(1));
        GC.KeepAlive(kept);
        await lateness.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The system's clock, whose timestamps can leap while a timer runs: a process that was held up.</summary>
    private sealed class SkippingClock : TimeProvider
    {
        private long _skipped;

        public void Skip(TimeSpan time) => Interlocked.Add(ref _skipped, (long)(time.TotalSeconds * TimestampFrequency));

        public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _skipped);
    }
}
