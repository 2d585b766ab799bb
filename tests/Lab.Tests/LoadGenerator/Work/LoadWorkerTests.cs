using System.Text.Json;
using Lab.Contracts;
using Lab.EmbeddedStore;
using Lab.LoadGenerator.Work;
using Lab.State;
using Lab.Tests.LoadGenerator.Sessions;
using Lab.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Lab.Tests.LoadGenerator.Work;

/// <summary>Whole load-generators on a real store.</summary>
public sealed class LoadWorkerTests(Stores stores)
{
    [Theory]
    [InlineData("garnet")]
    [InlineData("redis")]
    public async Task Two_workers_share_a_trial_and_every_call_counts_once(string server)
    {
        await using var store = await stores.Open(server);
        var queue = new LoadQueue(store);
        var number = 0;
        await using var api = RawServer.Answering(_ => Interlocked.Increment(ref number) % 10 == 0 ? Replies.Error(529, "overloaded_error") : Replies.Stream());
        await using var first = await Worker.Start(store, "--LoadGenerator:MaxLanes=4");
        await using var second = await Worker.Start(store, "--LoadGenerator:MaxLanes=4");
        var pace = LoadRig.Short with { ToolTime = new DurationRange(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(40)) };

        await queue.Assign("t1", [.. Enumerable.Range(0, 16).Select(lane => LoadRig.Assignment(api.Url, pace, sessions: 2, lane: lane))]);
        await UntilAsync(async () => await queue.ResultCount("t1") == 16);

        var results = await queue.Results("t1");
        Assert.Equal(16 * 6, results.Sum(r => r.Calls));
        Assert.Equal(16 * 6, api.Requests.Count);
        Assert.Equal(9, results.Sum(r => r.Failures));
        Assert.Equal(0, results.Sum(r => r.NotMade));
        Assert.Equal(87, results.Sum(r => r.Total.Count));
        var failed = await queue.Failures("run");
        Assert.Equal(9, failed.Select(f => f.Id).Distinct().Count());
        Assert.All(failed, f => Assert.True(f.TraceKept));
        Assert.Equal(2, results.Select(r => r.Worker).Distinct().Count());
        Assert.Empty(await queue.Held(first.Name));
        Assert.Empty(await queue.Held(second.Name));
        Assert.Equal(0, await queue.RedeliveredCount("t1"));

        using var http = new HttpClient { BaseAddress = first.Url };
        using var status = JsonDocument.Parse(await http.GetStringAsync("/lab/load", TestContext.Current.CancellationToken));
        Assert.Equal(first.Name, status.RootElement.GetProperty("worker").GetString());
        Assert.Equal(4, status.RootElement.GetProperty("maxLanes").GetInt32());
        Assert.True(status.RootElement.GetProperty("callsMade").GetInt64() > 0);
    }

    [Fact]
    public async Task Two_thousand_paced_sessions_at_once_meet_no_error_of_the_generators_own()
    {
        const int Sessions = 2_000;
        await using var store = await stores.Open("garnet");
        var queue = new LoadQueue(store);
        var pause = TimeSpan.FromMilliseconds(100);
        await using var api = new RawServer(async peer =>
        {
            var events = Replies.Events(6);
            while (await peer.ReadRequest() is not null)
            {
                await peer.Send(Replies.Head);
                foreach (var one in events)
                {
                    await Task.Delay(pause, TimeProvider.System, TestContext.Current.CancellationToken);
                    await peer.Send(Replies.Chunk(one));
                }

                await peer.Send(Replies.End);
            }
        });
        await using var worker = await Worker.Start(store);
        var workload = LoadRig.Short with { Turns = 2, PromptBytes = 2_000, ConnectTimeout = TimeSpan.FromSeconds(60), HeadersTimeout = TimeSpan.FromSeconds(60), IdleTimeout = TimeSpan.FromSeconds(60) };

        await queue.Assign("t1", [.. Enumerable.Range(0, Sessions).Select(lane => LoadRig.Assignment(api.Url, workload, lane: lane))]);
        await UntilAsync(async () => await queue.ResultCount("t1") == Sessions, TimeSpan.FromMinutes(4));

        var results = await queue.Results("t1");
        Assert.Empty(await queue.Failures("run"));
        Assert.Equal((Sessions, 2 * Sessions, 0, 0), (results.Count, results.Sum(r => r.Calls), results.Sum(r => r.Failures), results.Sum(r => r.NotMade)));
        Assert.Equal(2 * Sessions, results.Sum(r => r.Total.Count));
        Assert.Equal(Sessions, results.Select(r => r.AssignmentId).Distinct().Count());
        Assert.Empty(await queue.Held(worker.Name));
        Assert.Equal(0, await queue.RedeliveredCount("t1"));
    }

    [Fact]
    public async Task The_spans_of_a_failed_call_are_in_the_store()
    {
        await using var store = await stores.Open("garnet");
        var queue = new LoadQueue(store);
        await using var api = new RawServer(peer => Failures.FailuresOnTheWireTests.Do("reset after the request", peer));
        await using var worker = await Worker.Start(store);

        await queue.Assign("t1", [LoadRig.Assignment(api.Url, LoadRig.Short with { Turns = 1 })]);
        await UntilAsync(async () => await queue.ResultCount("t1") == 1);

        var call = Assert.Single(await queue.Failures("run"));
        Assert.True(call.TraceKept);
        var evidence = new EvidenceStore(store);
        await UntilAsync(async () => (await evidence.Trace(call.TraceId)).Any(s => s.Name == "call"));
        var spans = await evidence.Trace(call.TraceId);
        Assert.Equal(["POST /v1/messages", "call", "connect", "dns", "headers", "write"], spans.Select(s => s.Name).Order(StringComparer.Ordinal));
        Assert.All(spans.Where(s => s.Name is "call" or "headers"), s => Assert.True(s.IsError));
        Assert.Equal("headers", spans.Single(s => s.Name == "call").Attributes["lab.failure.layer"]);
        Assert.All(spans, s => Assert.Equal("load-generator", s.Service));
    }

    [Fact]
    public async Task A_withdrawn_trial_ends_at_once_and_leaves_no_result()
    {
        await using var store = await stores.Open("redis");
        var queue = new LoadQueue(store);
        var ends = 0;
        await using var api = new RawServer(async peer =>
        {
            await peer.ReadRequest();
            await peer.WaitForEnd();
            Interlocked.Increment(ref ends);
        });
        await using var worker = await Worker.Start(store);

        await queue.Assign("t1", [LoadRig.Assignment(api.Url), LoadRig.Assignment(api.Url, lane: 1)]);
        await SessionTests.Until(() => api.Requests.Count == 2);
        await queue.Withdraw("t1");

        await SessionTests.Until(() => Volatile.Read(ref ends) == 2);
        await UntilAsync(async () => (await queue.Held(worker.Name)).Count == 0);
        Assert.Equal(0, await queue.ResultCount("t1"));
        Assert.Empty(await queue.Failures("run"));
    }

    [Fact]
    public async Task A_worker_that_stops_leaves_its_lanes_to_another_and_reports_nothing_half_done()
    {
        await using var store = await stores.Open("garnet");
        var queue = new LoadQueue(store);
        var isOpen = false;
        await using var api = new RawServer(async peer =>
        {
            while (await peer.ReadRequest() is not null)
            {
                if (!Volatile.Read(ref isOpen))
                {
                    await peer.WaitForEnd();
                    return;
                }

                await peer.Send(Replies.Stream());
            }
        });
        var first = await Worker.Start(store);
        await queue.Assign("t1", [LoadRig.Assignment(api.Url)]);
        await SessionTests.Until(() => api.Requests.Count == 1);

        await first.DisposeAsync();
        Assert.Equal(0, await queue.ResultCount("t1"));
        Volatile.Write(ref isOpen, true);
        await using var second = await Worker.Start(store);
        await UntilAsync(async () => await queue.ResultCount("t1") == 1);

        var result = Assert.Single(await queue.Results("t1"));
        Assert.Equal((second.Name, 3, 0), (result.Worker, result.Calls, result.Failures));
        Assert.Equal(1, await queue.RedeliveredCount("t1"));
    }

    [Fact]
    public async Task A_store_that_goes_away_in_the_middle_of_a_lane_costs_nothing()
    {
        var port = FreePort.Next();
        var server = EmbeddedGarnet.Start(port, directory: null);
        var proceed = new TaskCompletionSource();
        try
        {
            await using var store = await LabStore.Open($"127.0.0.1:{port}", "away");
            await UntilAsync(() => Answers(store));
            var queue = new LoadQueue(store);
            await using var api = new RawServer(async peer =>
            {
                await peer.ReadRequest();
                await proceed.Task;
                peer.Reset();
            });
            await using var worker = await Worker.Start($"127.0.0.1:{port}", "away");
            await queue.Assign("t1", [LoadRig.Assignment(api.Url, LoadRig.Short with { Turns = 1 })]);
            await SessionTests.Until(() => api.Requests.Count == 1);

            server.Dispose();
            proceed.SetResult();
            await SessionTests.Until(() => worker.Calls == 1 && worker.StoreIsAway);
            server = EmbeddedGarnet.Start(port, directory: null);

            await UntilAsync(async () => await Answers(store) && await queue.ResultCount("t1") == 1);
            var result = Assert.Single(await queue.Results("t1"));
            Assert.Equal((1, 1), (result.Calls, result.Failures));
            var call = Assert.Single(await queue.Failures("run"));
            Assert.True(call.TraceKept);
            Assert.Equal(1, worker.Calls);
            await SessionTests.Until(() => !worker.StoreIsAway);
        }
        finally
        {
            server.Dispose();
        }
    }

    [Theory]
    [InlineData("MaxLanes", "0")]
    [InlineData("MaxLane", "5")]
    public async Task A_setting_out_of_bounds_or_unknown_stops_the_start(string setting, string value)
    {
        await using var app = Lab.LoadGenerator.Program.Build(["--urls", "http://127.0.0.1:0", "--ConnectionStrings:redis=127.0.0.1:1", $"--LoadGenerator:{setting}={value}"]);

        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(setting, refusal.ToString());
    }

    private static async Task<bool> Answers(LabStore store)
    {
        try
        {
            await store.Ping();
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(40));
        while (!await Holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }

        // A store that is busy for a moment does not hold yet.
        async Task<bool> Holds()
        {
            try
            {
                return await condition();
            }
            catch (StoreUnavailableException)
            {
                return false;
            }
        }
    }

    /// <summary>A load-generator in this process.</summary>
    private sealed class Worker(WebApplication app) : IAsyncDisposable
    {
        private bool _isDown;

        public Uri Url => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

        public string Name { get; } = app.Services.GetRequiredService<Lab.ServiceDefaults.ServiceIdentity>().Instance;

        public long Calls => app.Services.GetRequiredService<LoadCounters>().Calls;

        public bool StoreIsAway => app.Services.GetRequiredService<StoreContact>().IsAwayNow;

        public static Task<Worker> Start(LabStore store, params string[] more) => Start(store.Endpoint, store.Keys.Runs[..^":runs".Length], more);

        public static async Task<Worker> Start(string endpoint, string prefix, params string[] more)
        {
            var app = Lab.LoadGenerator.Program.Build(["--urls", "http://127.0.0.1:0", $"--ConnectionStrings:redis={endpoint}", $"--Lab:StorePrefix={prefix}", .. more]);
            await app.StartAsync(TestContext.Current.CancellationToken);
            return new Worker(app);
        }

        public async ValueTask DisposeAsync()
        {
            if (!_isDown)
            {
                _isDown = true;
                await app.StopAsync(TestContext.Current.CancellationToken);
                await app.DisposeAsync();
            }
        }
    }
}
