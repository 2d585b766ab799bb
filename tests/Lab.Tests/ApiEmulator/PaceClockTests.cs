using Lab.ApiEmulator.Pacing;
using Microsoft.Extensions.Time.Testing;

namespace Lab.Tests.ApiEmulator;

/// <summary>The one timer of all paced replies.</summary>
public sealed class PaceClockTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Waits_end_in_the_order_of_their_moments_and_none_too_early()
    {
        using var pace = new PaceClock(_clock);
        var late = pace.Until(pace.Now + pace.Stamps(TimeSpan.FromMilliseconds(30)), new PacedWait()).AsTask();
        var early = pace.Until(pace.Now + pace.Stamps(TimeSpan.FromMilliseconds(10)), new PacedWait()).AsTask();

        _clock.Advance(TimeSpan.FromMilliseconds(9));
        Assert.False(early.IsCompleted);

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await early;
        Assert.False(late.IsCompleted);

        _clock.Advance(TimeSpan.FromMilliseconds(20));
        await late;
    }

    [Fact]
    public void A_moment_that_has_passed_is_not_waited_for()
    {
        using var pace = new PaceClock(_clock);

        Assert.True(pace.Until(pace.Now, new PacedWait()).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task One_wait_object_serves_wait_after_wait()
    {
        using var pace = new PaceClock(_clock);
        var wait = new PacedWait();
        for (var i = 0; i < 5; i++)
        {
            var task = pace.Until(pace.Now + pace.Stamps(TimeSpan.FromMilliseconds(5)), wait).AsTask();
            _clock.Advance(TimeSpan.FromMilliseconds(5));
            await task;
        }
    }

    [Fact]
    public async Task A_sleep_is_never_short_and_ends_when_cancelled()
    {
        using var pace = new PaceClock(_clock);
        using var left = new CancellationTokenSource();
        var whole = pace.Sleep(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        var cancelled = pace.Sleep(TimeSpan.FromSeconds(5), left.Token);

        _clock.Advance(TimeSpan.FromSeconds(4.999));
        Assert.False(whole.IsCompleted);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await whole;
    }
}
