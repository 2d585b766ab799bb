using Lab.Contracts;
using Lab.State;
using Lab.Tests.Support;

namespace Lab.Tests.State;

public sealed class LoadQueueTests(Stores stores)
{
    [Theory]
    [InlineData("garnet")]
    [InlineData("redis")]
    public async Task A_trial_assigned_twice_is_in_the_queue_once(string server)
    {
        await using var store = await stores.Open(server);
        var queue = new LoadQueue(store);

        await queue.Assign("t1", [Lane("t1", 0)]);
        await queue.Assign("t1", [Lane("t1", 0)]);

        Assert.Equal("t1/0", (await queue.Claim("w"))?.Id);
        Assert.Null(await queue.Claim("w"));
    }

    [Theory]
    [InlineData("garnet")]
    [InlineData("redis")]
    public async Task A_second_result_for_an_assignment_is_dropped_with_its_failed_calls(string server)
    {
        await using var store = await stores.Open(server);
        var queue = new LoadQueue(store);
        await queue.Assign("t1", [Lane("t1", 0)]);
        var lane = (await queue.Claim("w1"))!;

        Assert.True(await queue.Finish("w1", lane, Result(lane, "w1", failures: 1), [Failed(lane, "c1")]));
        Assert.False(await queue.Finish("w2", lane, Result(lane, "w2", failures: 2), [Failed(lane, "c2"), Failed(lane, "c3")]));

        Assert.Equal("w1", Assert.Single(await queue.Results("t1")).Worker);
        Assert.Equal("c1", Assert.Single(await queue.Failures("run")).Id);
        Assert.Equal([KeyValuePair.Create(Failed(lane, "c1").Failure!.Signature, 1L)], Assert.Single(await queue.Results("t1")).Signatures);
    }

    [Theory]
    [InlineData("garnet")]
    [InlineData("redis")]
    public async Task What_a_lost_worker_was_running_goes_to_another_and_is_noted(string server)
    {
        await using var store = await stores.Open(server);
        var queue = new LoadQueue(store);
        await queue.Assign("t1", [Lane("t1", 0)]);
        await queue.SignalLife(new WorkerInfo("alive", false, null));
        await queue.Claim("lost");
        await store.Call("SADD", db => db.SetAddAsync(store.Keys.Workers, "lost"));

        Assert.Equal(1, await queue.ReturnLost());

        Assert.Equal(1, await queue.RedeliveredCount("t1"));
        Assert.Equal("t1/0", (await queue.Claim("alive"))?.Id);
        Assert.Equal(0, await queue.ReturnLost());
    }

    [Theory]
    [InlineData("garnet")]
    [InlineData("redis")]
    public async Task A_worker_that_claimed_and_never_gave_a_sign_of_life_is_found_lost_and_one_that_leaves_is_at_once(string server)
    {
        await using var store = await stores.Open(server);
        var queue = new LoadQueue(store);
        await queue.Assign("t1", [Lane("t1", 0), Lane("t1", 1), Lane("t1", 2)]);
        await queue.Claim("silent");
        await queue.SignalLife(new WorkerInfo("leaving", false, null));
        await queue.Claim("leaving");
        await queue.Claim("leaving");

        Assert.Equal(1, await queue.ReturnLost());
        Assert.Equal(["t1/1", "t1/2"], (await queue.Held("leaving")).Select(h => h.Id));
        await queue.Leave("leaving");
        Assert.Equal(2, await queue.ReturnLost());

        Assert.Equal(3, await queue.RedeliveredCount("t1"));
        Assert.Equal(["t1/1", "t1/2", "t1/0"], new[] { await queue.Claim("w"), await queue.Claim("w"), await queue.Claim("w") }.Select(a => a?.Id));
        Assert.Null(await queue.Claim("w"));
    }

    [Theory]
    [InlineData("garnet")]
    [InlineData("redis")]
    public async Task A_withdrawn_trial_leaves_the_queue_and_others_stay(string server)
    {
        await using var store = await stores.Open(server);
        var queue = new LoadQueue(store);
        await queue.Assign("t1", [Lane("t1", 0), Lane("t1", 1)]);
        await queue.Assign("t2", [Lane("t2", 0)]);

        await queue.Withdraw("t1");

        Assert.True(await queue.IsWithdrawn("t1"));
        Assert.Equal("t2/0", (await queue.Claim("w"))?.Id);
        Assert.Null(await queue.Claim("w"));
    }

    internal static LoadAssignment Lane(string trial, int lane) => new()
    {
        Id = $"{trial}/{lane}", RunId = "run", TrialId = trial, Arm = "control", Lane = lane, Sessions = 1, Seed = 1,
        Workload = new Workload(), Target = new Target { Kind = TargetKind.Emulator, Url = new Uri("http://127.0.0.1:1") },
    };

    private static LoadResult Result(LoadAssignment lane, string worker, int failures) => new()
    {
        AssignmentId = lane.Id, RunId = lane.RunId, TrialId = lane.TrialId, Worker = worker,
        StartedAt = DateTimeOffset.UnixEpoch, Duration = TimeSpan.FromSeconds(1), Calls = 5, Failures = failures,
    };

    private static Call Failed(LoadAssignment lane, string id) => new()
    {
        Id = id, RunId = lane.RunId, TrialId = lane.TrialId, Arm = lane.Arm, SessionId = "s", Turn = 1,
        StartedAt = DateTimeOffset.UnixEpoch, Duration = TimeSpan.Zero, Attempts = [], TraceId = "t",
        Failure = new Failure(FailureLayer.Headers, FailureKind.Reset, "ECONNRESET", "The peer ended the connection."),
    };
}
