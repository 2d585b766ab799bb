using Lab.Contracts;
using Lab.LoadGenerator.Exchange;
using Lab.Tests.Support;

namespace Lab.Tests.LoadGenerator.Exchange;

/// <summary>The silences inside bodies.</summary>
public sealed class GapTests(Stores stores)
{
    [Fact]
    public async Task Gaps_are_counted_by_their_length_and_long_ones_are_stalls()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        var pause = TimeSpan.FromMilliseconds(120);
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequest();
            var events = Replies.Events(1);
            await peer.Send(Replies.Head + Replies.Chunk(events[0]));
            foreach (var part in events[1..].Chunk(2))
            {
                await Task.Delay(pause, TestContext.Current.CancellationToken);
                await peer.Send(string.Concat(part.Select(Replies.Chunk)));
            }

            await peer.Send(Replies.End);
        });

        var end = await rig.Run(LoadRig.Assignment(server.Url, LoadRig.Short with { Turns = 1, StallAbove = TimeSpan.FromMilliseconds(60) }));

        var attempt = end.Result.Sample[0].Attempts[0];
        Assert.Equal(3, attempt.Stalls);
        Assert.Equal((1, 3), (end.Result.Attempts, end.Result.Stalls));
        Assert.True(end.Result.Gaps.Count >= 3);
        Assert.Equal(3, Enumerable.Range(0, DurationHistogram.Buckets).Where(b => DurationHistogram.UpperBound(b) > pause / 1.5).Sum(b => end.Result.Gaps.Counts[b]));
        Assert.True(attempt.Phases.LongestGap >= pause * 0.9);
    }

    [Fact]
    public async Task The_silence_that_a_body_breaks_off_in_is_a_stall_but_no_gap_between_two_reads()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = new RawServer(peer => Failures.FailuresOnTheWireTests.Do("stall mid-stream", peer));

        var end = await rig.Run(LoadRig.Assignment(server.Url, LoadRig.Short with { Turns = 1, StallAbove = TimeSpan.FromMilliseconds(100), IdleTimeout = TimeSpan.FromMilliseconds(300) }));

        var attempt = end.Failures.Single().Call.Attempts[0];
        Assert.Equal((1, 1), (attempt.Stalls, end.Result.Stalls));
        Assert.True(attempt.Phases.LongestGap >= TimeSpan.FromMilliseconds(270));
        Assert.Equal(0, Enumerable.Range(0, DurationHistogram.Buckets).Where(b => DurationHistogram.UpperBound(b) > TimeSpan.FromMilliseconds(200)).Sum(b => end.Result.Gaps.Counts[b]));
    }

    [Fact]
    public void A_meter_hands_its_gaps_on_once()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var meter = new AttemptMeter(clock, TimeSpan.FromSeconds(1));
        var all = new DurationHistogram();
        for (var attempt = 0; attempt < 2; attempt++)
        {
            meter.Begin();
            meter.Stream.From = meter.Now();
            foreach (var milliseconds in new[] { 1, 10, 100, 1_001 })
            {
                clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
                meter.BodyRead(meter.Now(), 10);
            }

            clock.Advance(TimeSpan.FromSeconds(2));
            meter.BodyRead(meter.Now(), 0);
            Assert.Equal(2, meter.Stalls);
            meter.MoveGaps(all);
            meter.MoveGaps(all);
        }

        Assert.Equal(8, all.Count);
        foreach (var milliseconds in new[] { 1, 10, 100, 1_001 })
        {
            Assert.Equal(2, all.Counts[DurationHistogram.BucketOf(TimeSpan.FromMilliseconds(milliseconds))]);
        }
    }

    [Fact]
    public void A_buckets_bounds_are_those_of_the_logarithm()
    {
        for (var bucket = 0; bucket < DurationHistogram.Buckets - 1; bucket++)
        {
            var bound = DurationHistogram.UpperBound(bucket);
            Assert.Equal(bucket, DurationHistogram.BucketOf(bound - TimeSpan.FromTicks(1)));
            Assert.Equal(bucket + 1, DurationHistogram.BucketOf(bound + TimeSpan.FromTicks(1)));
        }

        Assert.Equal(0, DurationHistogram.BucketOf(TimeSpan.Zero));
        Assert.Equal(0, DurationHistogram.BucketOf(TimeSpan.MinValue));
        Assert.Equal(0, DurationHistogram.BucketOf(TimeSpan.FromTicks(999)));
        Assert.Equal(1, DurationHistogram.BucketOf(TimeSpan.FromTicks(1_000)));
        Assert.Equal(DurationHistogram.Buckets - 1, DurationHistogram.BucketOf(TimeSpan.MaxValue));
        for (var ticks = 1_000L; ticks < 1L << 40; ticks += 1 + (ticks / 7))
        {
            var exact = 10 * Math.Log10(ticks / 1_000.0);
            if (Math.Abs(exact - Math.Round(exact)) > 1e-9)
            {
                Assert.Equal(Math.Min(DurationHistogram.Buckets - 1, 1 + (int)Math.Floor(exact)), DurationHistogram.BucketOf(TimeSpan.FromTicks(ticks)));
            }
        }
    }
}
