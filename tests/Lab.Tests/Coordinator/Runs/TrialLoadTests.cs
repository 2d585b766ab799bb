using Lab.Contracts;
using Lab.Coordinator.Factors;
using Lab.Coordinator.Runs;

namespace Lab.Tests.Coordinator.Runs;

public sealed class TrialLoadTests
{
    private static readonly Target Somewhere = new() { Kind = TargetKind.Url, Url = new Uri("http://127.0.0.1:9") };

    [Fact]
    public void Sessions_at_once_share_the_lanes_evenly()
    {
        var lanes = Lanes(new Workload { Calls = 35, Turns = 5, Parallel = 3 });

        Assert.Equal([3, 2, 2], lanes.Select(l => l.Sessions));
        Assert.All(lanes, l => Assert.Equal(TimeSpan.Zero, l.StartAfter));
    }

    [Fact]
    public void Subagents_count_among_a_session_s_calls() =>
        Assert.Equal(4, Lanes(new Workload { Calls = 36, Turns = 5, Subagents = 2, SubagentTurns = 2, Parallel = 9 }).Sum(l => l.Sessions));

    [Fact]
    public void A_ramp_gives_each_session_its_lane_and_its_moment()
    {
        var lanes = Lanes(new Workload { Calls = 20, Turns = 5, Parallel = 2, Arrival = new Arrival(ArrivalKind.Ramp, Over: TimeSpan.FromSeconds(8)) });

        Assert.Equal([0, 2, 4, 6], lanes.Select(l => l.StartAfter.TotalSeconds));
        Assert.All(lanes, l => Assert.Equal(1, l.Sessions));
    }

    [Fact]
    public void A_Poisson_process_has_its_rate_and_is_the_same_in_all_arms_of_a_block()
    {
        var workload = new Workload { Calls = 5_000, Turns = 1, Arrival = new Arrival(ArrivalKind.Poisson, PerSecond: 50) };

        var one = Lanes(workload, block: 1, place: 1).Select(l => l.StartAfter).ToList();
        var other = Lanes(workload, block: 1, place: 2).Select(l => l.StartAfter).ToList();
        var next = Lanes(workload, block: 2, place: 1).Select(l => l.StartAfter).ToList();

        Assert.Equal(one, other);
        Assert.NotEqual(one, next);
        Assert.Equal(one.Order(), one);
        Assert.InRange(one[^1].TotalSeconds, 95, 105);
    }

    [Fact]
    public void Sessions_go_where_the_trial_s_set_up_found_the_target()
    {
        var there = Somewhere with { Url = new Uri("http://127.0.0.1:10") };

        Assert.Equal(there, TrialLoad.Lanes(Run, Trial(1, 1) with { Target = there }, new TrialPlan(new Workload(), []))[0].Target);
    }

    [Fact]
    public void A_generator_that_was_late_by_its_own_doing_voids_the_trial_and_says_by_what()
    {
        var bound = TimeSpan.FromMilliseconds(250);

        Assert.Null(GeneratorLate.Void([Result(240, 240)], bound));
        Assert.Null(GeneratorLate.Void([], bound));
        var reason = GeneratorLate.Void([Result(10, 0), Result(20, 412)], bound);
        Assert.Contains("412 ms late by its own doing (the garbage collector)", reason);
        Assert.Contains("design.max-lateness (250ms)", reason);
        Assert.Contains("300 ms late", GeneratorLate.Void([Result(300, 0)], bound));
    }

    [Fact]
    public void A_trial_sums_up_what_its_results_say()
    {
        var trial = RunBook.Counted(Trial(1, 1),
        [
            Result(1, 2) with { Calls = 10, Failures = 2, Attempts = 15, AuxiliaryCalls = 3, AuxiliaryFailures = 1, Stalls = 4, Signatures = new Dictionary<string, long> { ["headers · reset"] = 2 } },
            Result(7, 2) with { Calls = 10, Failures = 1, Attempts = 11, Signatures = new Dictionary<string, long> { ["headers · reset"] = 1 } },
        ]).View();

        Assert.Equal((20, 3, 26, 3, 1, 4), (trial.Calls, trial.Failures, trial.Attempts, trial.AuxiliaryCalls, trial.AuxiliaryFailures, trial.Stalls));
        Assert.Equal(TimeSpan.FromMilliseconds(7), trial.Lateness);
    }

    private static IReadOnlyList<LoadAssignment> Lanes(Workload workload, int block = 1, int place = 1) => TrialLoad.Lanes(Run, Trial(block, place), new TrialPlan(workload, []));

    private static RunDocument Run => new()
    {
        Id = "r", Experiment = "e", Definition = "", Seed = 7, SeedHash = "", Target = Somewhere, State = RunState.Running, CreatedAt = DateTimeOffset.UnixEpoch,
    };

    private static TrialDocument Trial(int block, int place) => new() { Number = place, Id = $"r.{block}.{place}", Block = block, Place = place, Arm = $"arm{place}" };

    private static LoadResult Result(int worst, int collector) => new()
    {
        AssignmentId = $"{worst}", RunId = "r", TrialId = "t", Worker = "w", StartedAt = DateTimeOffset.UnixEpoch, Duration = TimeSpan.Zero, Calls = 1, Failures = 0,
        WorstLateness = TimeSpan.FromMilliseconds(worst), Lateness = new GeneratorLateness(TimeSpan.Zero, TimeSpan.FromMilliseconds(collector), TimeSpan.Zero),
    };
}
