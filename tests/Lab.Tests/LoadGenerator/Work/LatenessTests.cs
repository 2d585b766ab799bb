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

    /// <summary>The system's clock, whose timestamps can leap while a timer runs: a process that was held up.</summary>
    private sealed class SkippingClock : TimeProvider
    {
        private long _skipped;

        public void Skip(TimeSpan time) => Interlocked.Add(ref _skipped, (long)(time.TotalSeconds * TimestampFrequency));

        public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _skipped);
    }
}
