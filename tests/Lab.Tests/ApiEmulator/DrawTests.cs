using System.Net;
using Lab.ApiEmulator.Plans;
using Lab.Contracts;
using Lab.Tests.Support;

namespace Lab.Tests.ApiEmulator;

/// <summary>Which requests a plan strikes.</summary>
public sealed class DrawTests(Stores stores)
{
    [Theory]
    [InlineData(0.01, 1)]
    [InlineData(0.1, 2)]
    [InlineData(0.5, 3)]
    [InlineData(0.93, 4)]
    public void A_fault_strikes_as_often_as_its_probability_says(double probability, long seed)
    {
        const int Sessions = 2000, Requests = 50;
        var plan = new PlanInForce(new EmulatorPlan { Id = "p", Seed = seed, Faults = [new Overload { Probability = probability }] }, TimeProvider.System, _ => { });
        var struck = 0;
        for (var s = 0; s < Sessions; s++)
        {
            for (var r = 0; r < Requests; r++)
            {
                struck += plan.Draw(plan.Take($"session-{s}"), 0, 0, 1) is null ? 0 : 1;
            }
        }

        // Five standard deviations of the binomial distribution.
        const int Draws = Sessions * Requests;
        Assert.InRange(struck, (Draws * probability) - (5 * Math.Sqrt(Draws * probability * (1 - probability))), (Draws * probability) + (5 * Math.Sqrt(Draws * probability * (1 - probability))));
    }

    [Fact]
    public void Draws_of_neighbouring_requests_faults_and_seeds_are_independent()
    {
        const int Draws = 20_000;
        var both = new int[3];
        for (var i = 1; i <= Draws; i++)
        {
            var here = StableDraw.Share(1, 42, i, 0) < 0.3;
            both[0] += here && StableDraw.Share(1, 42, i + 1, 0) < 0.3 ? 1 : 0;
            both[1] += here && StableDraw.Share(1, 42, i, 1) < 0.3 ? 1 : 0;
            both[2] += here && StableDraw.Share(2, 42, i, 0) < 0.3 ? 1 : 0;
        }

        Assert.All(both, n => Assert.InRange(n, (Draws * 0.09) - 250, (Draws * 0.09) + 250));
    }

    [Fact]
    public void A_draw_is_the_same_for_ever()
    {
        // Written down: a run is only repeatable on another machine, and after an update, while these hold.
        Assert.Equal(0xA430D84680AABD0BUL, StableDraw.Hash("hello"));
        Assert.Equal(0xE220A8397B1DCDAFUL, StableDraw.Mix(0));
    }

    [Fact]
    public async Task Two_emulators_with_the_same_plan_strike_the_same_requests_whatever_the_order()
    {
        var plan = new EmulatorPlan { Id = "p", Seed = 11, Reply = new ReplyShape { Events = 1, Pace = TimeSpan.Zero }, Faults = [new Overload { Probability = 0.3 }, new InternalError { Probability = 0.3 }] };
        await using var one = await RunningEmulator.Start(stores, plan);
        await using var other = await RunningEmulator.Start(stores, plan);
        var sessions = Enumerable.Range(0, 12).Select(i => $"session-{i}").ToList();

        // One after the other here, all at once there.
        var inOrder = new List<string>();
        foreach (var session in sessions)
        {
            inOrder.Add(await Outcomes(one, session));
        }

        var atOnce = await Task.WhenAll(sessions.Select(s => Outcomes(other, s)));

        Assert.Equal(inOrder, atOnce);
        Assert.Contains("529", string.Concat(inOrder), StringComparison.Ordinal);
        Assert.Contains("500", string.Concat(inOrder), StringComparison.Ordinal);
        Assert.Contains("200", string.Concat(inOrder), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_without_a_session_draw_one_after_the_other()
    {
        var plan = new EmulatorPlan { Id = "p", Seed = 5, Reply = new ReplyShape { Events = 1, Pace = TimeSpan.Zero }, Faults = [new Overload { Probability = 0.5 }] };
        await using var emulator = await RunningEmulator.Start(stores, plan);

        var first = await Outcomes(emulator, session: null, count: 30);
        await emulator.Set(plan);

        Assert.Equal(first, await Outcomes(emulator, session: null, count: 30));
        Assert.Contains("529", first, StringComparison.Ordinal);
        Assert.Contains("200", first, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_remembers_a_bounded_number_of_sessions_and_says_once_when_it_is_reached()
    {
        var told = new List<int>();
        var counts = new SessionCounts(told.Add, capacity: 3);
        Assert.Equal([1, 1, 1, 2], new[] { counts.Next(1), counts.Next(2), counts.Next(3), counts.Next(1) });
        Assert.Empty(told);

        Assert.Equal(1, counts.Next(4));

        Assert.Equal([2, 1], new[] { counts.Next(2), counts.Next(1) });
        Assert.Equal([3], told);
    }

    private static async Task<string> Outcomes(RunningEmulator emulator, string? session, int count = 20)
    {
        var outcomes = new List<int>();
        for (var i = 0; i < count; i++)
        {
            using var response = await emulator.Post(Bodies.Streamed, session: session);
            outcomes.Add((int)response.StatusCode);
        }

        return string.Join(' ', outcomes);
    }
}
