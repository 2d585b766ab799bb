using Lab.LoadGenerator.Work;
using Lab.Tests.LoadGenerator.Sessions;

namespace Lab.Tests.LoadGenerator.Work;

public sealed class LatenessTests
{
    [Fact]
    public async Task A_lane_sees_the_lateness_of_its_own_time_alone()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var lateness = new Lateness(clock);
        await lateness.StartAsync(TestContext.Current.CancellationToken);
        var early = lateness.Begin();

        // The timer is due after 20 ms and goes off after 320.
        clock.Advance(TimeSpan.FromMilliseconds(320));
        await SessionTests.Until(() => lateness.Last >= TimeSpan.FromMilliseconds(300));
        var late = lateness.Begin();

        Assert.InRange(early.End().TotalMilliseconds, 300, 310);
        Assert.InRange(late.End().TotalMilliseconds, -20, 100);
        await lateness.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_tick_that_is_overdue_counts_though_it_never_came()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var lateness = new Lateness(clock);
        var watch = lateness.Begin();

        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(TimeSpan.FromMilliseconds(1980), watch.End());
    }
}
