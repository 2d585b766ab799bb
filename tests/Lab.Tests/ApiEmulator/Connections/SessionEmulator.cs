using System.Security.Cryptography.X509Certificates;
using Lab.Contracts;
using Lab.State;
using Lab.Tests.LoadGenerator;
using Lab.Tests.Support;

namespace Lab.Tests.ApiEmulator.Connections;

/// <summary>A running emulator, and the lab's own sessions against the endpoints it has for them.</summary>
internal sealed class SessionEmulator : IAsyncDisposable
{
    public static readonly ReplyShape Flat = new() { Events = 10, Pace = TimeSpan.Zero };

    private readonly LabStore _store;
    private readonly LoadRig _rig;

    private SessionEmulator(RunningEmulator emulator, EmulatorStatus places, LabStore store)
    {
        Emulator = emulator;
        Places = places;
        _store = store;
        _rig = new LoadRig(store, [X509Certificate2.CreateFromPem(places.CaCertificate)]);
    }

    public RunningEmulator Emulator { get; }

    /// <summary>The status right after the start.</summary>
    public EmulatorStatus Places { get; }

    public static async Task<SessionEmulator> Start(Stores stores, params FaultSpec[] faults)
    {
        var emulator = await RunningEmulator.Start(stores);
        var places = await emulator.Status();
        var store = await stores.Open("garnet");
        var sessions = new SessionEmulator(emulator, places, store);
        await sessions.Set(faults);
        return sessions;
    }

    public Task<EmulatorStatus> Set(params FaultSpec[] faults) => Emulator.Set(WireFaultTests.Plan(faults) with { Reply = Flat });

    public Uri Url(bool https) => https ? Places.Https! : Places.Http!;

    /// <summary>One session of one call.</summary>
    public Task<Call> Call(bool https, Func<Workload, Workload>? change = null) => _rig.CallOnce(Url(https), change);

    /// <summary>One session of one call that asks the emulator's resolver for its name.</summary>
    public Task<Call> CallByName(bool https, Func<Workload, Workload>? change = null)
    {
        var url = new UriBuilder(Url(https)) { Host = EmulatorNames.Host }.Uri;
        return _rig.CallOnce(new Target { Kind = TargetKind.Emulator, Url = url, Resolver = Places.Resolver, CaCertificate = Places.CaCertificate }, change);
    }

    /// <summary>One session of several calls: those that failed, and how many succeeded.</summary>
    public async Task<(IReadOnlyList<Call> Failed, int Answered)> Session(bool https, int turns, TimeSpan between, Func<Workload, Workload>? change = null)
    {
        var workload = LoadRig.Short with { Turns = turns, ToolTime = new DurationRange(between, between) };
        var end = await _rig.Run(LoadRig.Assignment(Url(https), change is null ? workload : change(workload)));
        return ([.. end.Failures.Select(f => f.Call)], end.Result.Calls - end.Result.Failures);
    }

    public async Task<long> Strikes(string kind) => (await Emulator.Status()).Faults[kind];

    /// <summary>Waits until so many connections are open.</summary>
    public async Task Open(int count)
    {
        var start = TimeProvider.System.GetTimestamp();
        for (var open = -1; open != count;)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(10), $"{open} connections are open, not {count}.");
            open = (await Emulator.Status()).OpenConnections;
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Everything is well again: both endpoints answer a session, on the ports they had.</summary>
    public async Task AssertHealthy()
    {
        foreach (var https in new[] { false, true })
        {
            var call = await Call(https);
            Assert.True(call.Failure is null, $"{Url(https)}: {call.Failure?.Signature}: {call.Failure?.Detail}");
        }

        var now = await Emulator.Status();
        Assert.Equal((Places.Http, Places.Https, Places.Resolver), (now.Http, now.Https, now.Resolver));
    }

    /// <summary>Lifts the plan, then as <see cref="AssertHealthy"/>.</summary>
    public async Task AssertHealthyOnceLifted()
    {
        using var lifted = await Emulator.Http.DeleteAsync("/lab/plan", TestContext.Current.CancellationToken);
        Assert.True(lifted.IsSuccessStatusCode);
        await AssertHealthy();
    }

    public static void AssertFailed(Call call, FailureLayer layer, FailureKind kind, string? errno)
    {
        Assert.True(call.Failure is not null, "The call succeeded.");
        Assert.True((layer, kind, errno) == (call.Failure.Layer, call.Failure.Kind, call.Failure.Errno), $"{call.Failure.Signature}: {call.Failure.Detail}");
    }

    public async ValueTask DisposeAsync()
    {
        _rig.Dispose();
        await _store.DisposeAsync();
        await Emulator.DisposeAsync();
    }
}
