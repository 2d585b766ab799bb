using Lab.ApiEmulator.Plans;
using Lab.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace Lab.Tests.ApiEmulator;

/// <summary>Whom a fault strikes, and from when on: the same plan strikes the same.</summary>
public sealed class ReachTests
{
    private readonly FakeTimeProvider _clock = new();

    public static TheoryData<string> Reaches => ["probability", "sessions", "age", "bytes", "open", "requests", "time", "all"];

    [Theory]
    [MemberData(nameof(Reaches))]
    public void The_same_seed_gives_the_same_sequence_and_another_seed_another(string reach)
    {
        var first = Sequence(reach, seed: 3);

        Assert.Equal(first, Sequence(reach, seed: 3));
        Assert.Contains('x', first);
        Assert.Contains('.', first);
        Assert.Equal(reach is "probability" or "sessions" or "all", first != Sequence(reach, seed: 4));
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.7)]
    public void A_share_of_sessions_is_struck_whole_and_the_others_never(double share)
    {
        var plan = Plan(new Overload { Scope = new FaultScope { Sessions = share } }, seed: 1);
        var struck = Enumerable.Range(0, 2_000).Count(session =>
        {
            var strikes = Enumerable.Range(0, 5).Select(_ => Draw(plan, $"session-{session}")).Distinct().ToList();
            return Assert.Single(strikes);
        });

        Assert.InRange(struck, (2_000 * share) - 100, (2_000 * share) + 100);
    }

    [Fact]
    public void A_share_of_sessions_and_a_chance_are_drawn_apart()
    {
        var plan = Plan(new Overload { Probability = 0.5, Scope = new FaultScope { Sessions = 0.5 } }, seed: 1);
        var counts = Enumerable.Range(0, 1_000).Select(session => Enumerable.Range(0, 20).Count(_ => Draw(plan, $"session-{session}"))).ToList();

        Assert.InRange(counts.Count(n => n == 0), 420, 580);
        Assert.InRange(counts.Where(n => n > 0).Average(), 9.5, 10.5);
    }

    [Fact]
    public void Time_counts_from_the_plan_on_with_the_beginning_and_without_the_end()
    {
        var plan = Plan(new Overload { Onset = new FaultOnset { After = TimeSpan.FromSeconds(10), Until = TimeSpan.FromSeconds(20) } }, seed: 1);
        var struck = new List<int>();
        for (var second = 0; second <= 30; second++)
        {
            if (Draw(plan, "s"))
            {
                struck.Add(second);
            }

            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(Enumerable.Range(10, 10), struck);
    }

    [Theory]
    [InlineData(0, 0, 0, false)]
    [InlineData(5, 999, 3, false)]
    [InlineData(4, 1_000, 3, false)]
    [InlineData(5, 1_000, 2, false)]
    [InlineData(5, 1_000, 3, true)]
    [InlineData(50, 10_000, 30, true)]
    public void Everything_that_a_scope_names_must_hold(int ageSeconds, long bytes, int open, bool isStruck)
    {
        var plan = Plan(new Overload { Scope = new FaultScope { ConnectionAge = TimeSpan.FromSeconds(5), BodyBytes = 1_000, OpenConnections = 3 } }, seed: 1);
        var opened = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromSeconds(ageSeconds));

        Assert.Equal(isStruck, plan.Draw(plan.Take("s"), opened, bytes, open) is not null);
    }

    [Fact]
    public void Each_session_s_first_requests_are_spared()
    {
        var plan = Plan(new Overload { Onset = new FaultOnset { AfterRequests = 2 } }, seed: 1);

        Assert.Equal([false, false, false, false, true, true], new[] { "a", "b", "a", "b", "a", "b" }.Select(s => Draw(plan, s)));
    }

    [Fact]
    public void The_first_fault_that_strikes_is_the_only_one()
    {
        var plan = new PlanInForce(new EmulatorPlan { Id = "p", Faults = [new Overload { Scope = new FaultScope { BodyBytes = 10 } }, new DropLargeBody { Above = 5 }, new InternalError()] }, _clock, _ => { });

        Assert.Equal(["internal-error", "drop-large-body", "overload"], new long[] { 5, 6, 10 }.Select(bytes => plan.Draw(plan.Take("s"), 0, bytes, 1)!.Kind));
    }

    private PlanInForce Plan(FaultSpec fault, long seed) => new(new EmulatorPlan { Id = "p", Seed = seed, Faults = [fault] }, _clock, _ => { });

    private bool Draw(PlanInForce plan, string session) => plan.Draw(plan.Take(session), _clock.GetTimestamp(), 0, 1) is not null;

    /// <summary>What becomes of 400 requests of 20 sessions, a tenth of a second apart, on connections and with bodies of all sizes.</summary>
    private string Sequence(string reach, long seed)
    {
        var onset = reach switch
        {
            "requests" => new FaultOnset { AfterRequests = 7 },
            "time" => new FaultOnset { After = TimeSpan.FromSeconds(11), Until = TimeSpan.FromSeconds(31) },
            "all" => new FaultOnset { After = TimeSpan.FromSeconds(2), AfterRequests = 1 },
            _ => null,
        };
        var scope = reach switch
        {
            "sessions" => new FaultScope { Sessions = 0.4 },
            "age" => new FaultScope { ConnectionAge = TimeSpan.FromSeconds(3) },
            "bytes" => new FaultScope { BodyBytes = 40_000 },
            "open" => new FaultScope { OpenConnections = 4 },
            "all" => new FaultScope { Sessions = 0.8, ConnectionAge = TimeSpan.FromSeconds(1), BodyBytes = 10_000, OpenConnections = 2 },
            _ => null,
        };
        var plan = Plan(new Overload { Probability = reach is "probability" or "all" ? 0.6 : 1, Onset = onset, Scope = scope }, seed);
        var outcome = new char[400];
        for (var i = 0; i < outcome.Length; i++)
        {
            var openedAt = _clock.GetTimestamp() - (long)(i % 7 * _clock.TimestampFrequency);
            outcome[i] = plan.Draw(plan.Take($"session-{i % 20}"), openedAt, i % 11 * 8_000, 1 + (i % 6)) is null ? '.' : 'x';
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        return new string(outcome);
    }
}
