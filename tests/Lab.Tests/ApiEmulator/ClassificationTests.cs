using Lab.Contracts;
using Lab.Tests.LoadGenerator;
using Lab.Tests.Support;

namespace Lab.Tests.ApiEmulator;

/// <summary>What a session of the lab's own calls each fault of the emulator, plain and over TLS: layer, kind, errno.</summary>
public sealed class ClassificationTests(Stores stores)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(30);

    /// <summary>The fault, and what becomes of the call; no word for one that succeeds.</summary>
    private static readonly (string Name, FaultSpec Fault, string? Signature)[] Requests =
    [
        ("reset-before-headers", new ResetBeforeHeaders(), "headers · reset · ECONNRESET"),
        ("close-before-headers", new CloseBeforeHeaders(), "headers · closed"),
        ("cut-mid-stream", new CutMidStream(), "body · reset · ECONNRESET"),
        ("cut-mid-stream right behind the headers", new CutMidStream { AfterEvents = 0 }, "body · reset · ECONNRESET"),
        ("cut-mid-stream by FIN", new CutMidStream { Reset = false }, "body · ended-early"),
        ("stall", new Stall { For = Late }, "headers · timed-out"),
        ("stall in mid-stream", new Stall { For = Late, AfterEvents = 4 }, "body · stalled"),
        ("stall in mid-stream with pings that are too few", new Stall { For = Late, AfterEvents = 4, Pings = TimeSpan.FromSeconds(5) }, "body · stalled"),
        ("stall in mid-stream with pings", new Stall { For = TimeSpan.FromSeconds(1), AfterEvents = 4, Pings = TimeSpan.FromMilliseconds(100) }, null),
        ("stall that the client waits for", new Stall { For = TimeSpan.FromMilliseconds(50) }, null),
        ("slow-headers", new SlowHeaders { Over = Late }, "headers · timed-out"),
        ("slow-headers that the client waits for", new SlowHeaders { Over = TimeSpan.FromMilliseconds(100) }, null),
        ("trickle", new Trickle { BytesPerSecond = 1 }, "body · stalled"),
        ("trickle that never stands still", new Trickle { BytesPerSecond = 5_000 }, null),
        ("rate-limit", new RateLimit(), "http · rate-limited"),
        ("overload", new Overload(), "http · overloaded"),
        ("internal-error", new InternalError(), "http · server-error"),
        ("bad-gateway", new BadGateway(), "http · server-error"),
        ("service-unavailable", new ServiceUnavailable(), "http · server-error"),
        ("unauthorized", new Unauthorized(), "http · unauthorized"),
        ("forbidden", new Forbidden(), "http · forbidden"),
        ("error-event", new ErrorEvent(), "body · error-event"),
        ("error-event at the end", new ErrorEvent { AfterEvents = 1_000, Type = "api_error" }, "body · error-event"),
        ("malformed-stream", new MalformedStream(), "body · malformed"),
        ("malformed-stream at once", new MalformedStream { AfterEvents = 0 }, "body · malformed"),
        ("no-message-stop", new NoMessageStop(), "body · ended-early"),
        ("no-message-stop, and that alone", new NoMessageStop { AfterEvents = 1_000 }, "body · ended-early"),
        ("captive-portal", new CaptivePortal(), "body · malformed"),
        ("drop-large-body", new DropLargeBody { Above = 4_000 }, "headers · timed-out"),
        ("drop-large-body that spares smaller ones", new DropLargeBody { Above = 1_000_000 }, null),
    ];

    public static TheoryData<string, bool> RequestFaults
    {
        get
        {
            var rows = new TheoryData<string, bool>();
            foreach (var (name, _, _) in Requests)
            {
                rows.Add(name, false);
                rows.Add(name, true);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(RequestFaults))]
    public async Task A_fault_of_requests_has_its_name(string name, bool https)
    {
        var (_, fault, signature) = Requests.Single(r => r.Name == name);
        await using var emulator = await RunningEmulator.Start(stores, WireFaultTests.Plan(fault) with { Reply = new ReplyShape { Events = 8, Pace = TimeSpan.Zero } });
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        var places = await emulator.Status();
        var target = new Target { Kind = TargetKind.Emulator, Url = https ? places.Https! : places.Http!, CaCertificate = places.CaCertificate };

        var call = await rig.CallOnce(target, w => w with { HeadersTimeout = name.Contains("waits", StringComparison.Ordinal) ? Late : Soon, IdleTimeout = Soon });

        Assert.Equal(signature, call.Failure?.Signature);
        Assert.Equal(signature is null ? [] : [call.Failure!], call.Attempts.Select(a => a.Failure).OfType<Failure>());
        Assert.Equal(name.Contains("smaller", StringComparison.Ordinal) ? 0 : 1, (await emulator.Status()).Faults[FaultKinds.NameOf(fault)]);
    }

    [Fact]
    public void Every_fault_of_requests_is_in_the_table() =>
        Assert.Equal(FaultKinds.All.TakeWhile(kind => kind != "refuse").Order(), Requests.Select(r => FaultKinds.NameOf(r.Fault)).Distinct().Order());
}
