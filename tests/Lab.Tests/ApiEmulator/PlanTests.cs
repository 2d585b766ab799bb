using System.Net;
using System.Text;
using System.Text.Json;
using Lab.ApiEmulator.Plans;
using Lab.Contracts;
using Lab.Tests.Support;

namespace Lab.Tests.ApiEmulator;

/// <summary>The control: plans taken, refused, counted.</summary>
public sealed class PlanTests(Stores stores)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"id":"","reply":{"events":-1,"eventBytes":0,"pace":-1,"toolUses":-2},"faults":[{"kind":"overload","probability":1.5},{"kind":"stall","for":0,"afterEvents":-1},{"kind":"cut-mid-stream","afterEvents":-3},{"kind":"rate-limit","retryAfter":0.5}]}""",
        "id,reply.events,reply.eventBytes,reply.pace,reply.toolUses,faults[0].probability,faults[1].afterEvents,faults[1].for,faults[2].afterEvents,faults[3].retryAfter")]
    [InlineData("""{"id":"x","journal":100001,"reply":{"parallelTools":0,"subagents":-1,"subagentToolUses":-1}}""", "journal,reply.parallelTools,reply.subagents,reply.subagentToolUses")]
    [InlineData("""{"id":"x","journal":-1,"reply":{"parallelTools":65,"subagents":65,"subagentToolUses":10001}}""", "journal,reply.parallelTools,reply.subagents,reply.subagentToolUses")]
    [InlineData("""{"id":"x","faults":[{"kind":"overload","onset":{"after":-1,"until":0,"afterRequests":-1},"scope":{"sessions":1.5,"connectionAge":-1,"bodyBytes":-1,"openConnections":0}}]}""",
        "faults[0].onset.after,faults[0].onset.until,faults[0].onset.afterRequests,faults[0].scope.sessions,faults[0].scope.connectionAge,faults[0].scope.bodyBytes,faults[0].scope.openConnections")]
    [InlineData("""{"id":"x","faults":[{"kind":"overload","onset":{"after":7,"until":7}},{"kind":"overload","onset":{"after":100000}}]}""", "faults[0].onset.until,faults[1].onset.after")]
    [InlineData("""{"id":"x","faults":[{"kind":"overload","onset":{"afterRequest":7}},{"kind":"overload"}]}""", "faults[0].onset.afterRequest")]
    [InlineData("""{"id":"x","faults":[{"kind":"slow-headers","over":0},{"kind":"trickle","bytesPerSecond":0},{"kind":"error-event","afterEvents":-1,"type":"odd_error"},{"kind":"malformed-stream","afterEvents":-1},{"kind":"no-message-stop","afterEvents":-1},{"kind":"drop-large-body","above":-1},{"kind":"stall","pings":1},{"kind":"stall","afterEvents":1,"pings":0}]}""",
        "faults[0].over,faults[1].bytesPerSecond,faults[2].afterEvents,faults[2].type,faults[3].afterEvents,faults[4].afterEvents,faults[5].above,faults[6].pings,faults[7].pings")]
    [InlineData("""{"id":"x","faults":[{"kind":"overload","probabilty":0.1}]}""", "faults[0].probabilty")]
    [InlineData("""{"id":"x","faults":[{"kind":"earthquake"}]}""", "faults[0]")]
    [InlineData("""{"id":"x","faults":[{"probability":1}]}""", "")]
    [InlineData("""{"id":"x","faults":[null]}""", "faults[0]")]
    [InlineData("""{"id":"x","reply":{"pace":1e300}}""", "reply.pace")]
    [InlineData("""{"id":"x","reply":{"pace":"soon"}}""", "reply.pace")]
    [InlineData("""{"id":"x","reply":{"events":1000000,"eventBytes":65536}}""", "reply")]
    [InlineData("""{"reply":{}}""", "")]
    [InlineData("null", "")]
    [InlineData("{", "")]
    public async Task A_bad_plan_is_refused_with_all_its_faults_and_the_old_one_stays(string plan, string fields)
    {
        await using var emulator = await RunningEmulator.Start(stores, WireFaultTests.Plan());
        using var response = await emulator.Http.PutAsync("/lab/plan", new StringContent(plan, Encoding.UTF8, "application/json"), Stop);
        var text = await response.Content.ReadAsStringAsync(Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var errors = JsonDocument.Parse(text).RootElement.GetProperty("errors").EnumerateObject().ToList();
        Assert.Equal(fields.Split(',').Order(), errors.Select(e => e.Name).Order());
        Assert.All(errors, e => Assert.NotEqual("", e.Value[0].GetString()));
        Assert.Equal("trial-1", (await emulator.Status()).Plan.Id);
    }

    [Fact]
    public void A_scope_without_a_meaning_for_what_the_fault_strikes_is_refused_and_not_ignored()
    {
        var everything = new Overload { Onset = new FaultOnset { AfterRequests = 3 }, Scope = new FaultScope { Sessions = 0.5, ConnectionAge = TimeSpan.FromSeconds(1), BodyBytes = 7, OpenConnections = 2 } };

        Assert.Empty(ReachCheck.Run(everything, FaultLevel.Request));
        Assert.Equal(["scope.sessions", "scope.connectionAge", "scope.bodyBytes"], ReachCheck.Run(everything, FaultLevel.Connection).Select(c => c.Field));
        Assert.Equal(["scope.sessions", "scope.connectionAge", "scope.bodyBytes", "scope.openConnections"], ReachCheck.Run(everything, FaultLevel.Resolver).Select(c => c.Field));
        Assert.Equal("Must be left out, since this fault strikes connections, before a request is known; it is 0.5.", ReachCheck.Run(everything, FaultLevel.Connection).First().Text);
    }

    [Fact]
    public async Task An_unknown_kind_of_fault_is_answered_with_the_known_ones()
    {
        await using var emulator = await RunningEmulator.Start(stores);
        using var response = await emulator.Http.PutAsync("/lab/plan", new StringContent("""{"id":"x","faults":[{"kind":"earthquake"}]}"""), Stop);

        Assert.Contains(string.Join(", ", FaultKinds.All.TakeWhile(k => k != "refuse")), await response.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_comes_back_as_it_was_set_and_deleting_it_brings_health()
    {
        FaultSpec[] faults = [new Stall { AfterEvents = 2, For = TimeSpan.FromSeconds(1.5), Probability = 0.25 }, new RateLimit { RetryAfter = TimeSpan.FromSeconds(3), Probability = 0 }];
        await using var emulator = await RunningEmulator.Start(stores);
        var first = await emulator.Status();
        Assert.Empty(first.Plan.Faults);

        var status = await emulator.Set(WireFaultTests.Plan(faults));
        Assert.Equal(faults, status.Plan.Faults);
        Assert.Equal(7, status.Plan.Seed);
        Assert.Equal(first.InstanceId, status.InstanceId);
        Assert.Equal(["rate-limit", "stall"], status.Faults.Keys.Order());

        using var deleted = await emulator.Http.DeleteAsync("/lab/plan", Stop);
        Assert.True(deleted.IsSuccessStatusCode);
        Assert.Equal(first.Plan.Id, (await emulator.Status()).Plan.Id);
    }

    [Fact]
    public async Task Requests_are_counted_from_the_plan_on()
    {
        await using var emulator = await RunningEmulator.Start(stores, WireFaultTests.Plan(new Overload()));
        for (var i = 0; i < 3; i++)
        {
            (await emulator.Post(Bodies.Streamed)).Dispose();
        }

        Assert.Equal(3, (await emulator.Status()).Requests);
        Assert.Equal(0, (await emulator.Set(WireFaultTests.Plan(new Overload()))).Requests);
        Assert.Equal(0, (await emulator.Status()).Faults["overload"]);
    }

    [Fact]
    public async Task Every_life_of_the_process_has_its_own_instance_id()
    {
        await using var one = await RunningEmulator.Start(stores);
        await using var other = await RunningEmulator.Start(stores);

        Assert.NotEqual((await one.Status()).InstanceId, (await other.Status()).InstanceId);
    }
}
