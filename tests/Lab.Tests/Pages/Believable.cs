using Lab.Contracts;

namespace Lab.Tests.Pages;

/// <summary>Runs, calls, spans and observations as a lab would have them.</summary>
internal static partial class Believable
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public static RunView Fresh(NewRun wanted) => new()
    {
        Id = "r-new", Experiment = wanted.Experiment!, Question = "Is it?", State = RunState.Queued, Doing = "waiting for the host",
        Progress = new RunProgress(0, 40, 0, null), Seed = wanted.Seed ?? 1, Target = "emulator", CreatedAt = Noon,
        Cause = new CauseView("unknown", null, "No evidence yet."),
        Arms =
        [
            new ArmView { Name = "control", IsControl = true, Calls = 0, Failures = 0, Verdict = Verdict.Pending, Setting = "no VM" },
            new ArmView { Name = "vm-nat", IsControl = false, Calls = 0, Failures = 0, Verdict = Verdict.Pending, Setting = "one VM, NAT" },
        ],
    };

    public static RunView Running() => Decided() with
    {
        Id = "r-live", State = RunState.Running, Doing = "block 8: vm-nat is loading, 31 of 60 calls", EndedAt = null,
        Progress = new RunProgress(7, 40, 1711, 1432), CreatedAt = Noon.AddHours(1),
        Cause = new CauseView("unknown", null, "No arm has its verdict yet."), RuledOut = [],
        Arms =
        [
            Arm("control", "no VM", 420, 4, (0.003, 0.024), null, [], null, Verdict.Pending, null, ("headers · reset · ECONNRESET", 3), ("body · ended-early", 1)),
            Arm("vm-nat", "one VM, 4 GiB, NAT", 420, 46, (0.082, 0.143), (0.07, 0.13), Course(7, 1.72), 60, Verdict.Pending, null, ("headers · reset · ECONNRESET", 38), ("connect · host-unreachable · EHOSTUNREACH", 8)),
            Arm("vm-no-network", "one VM, 4 GiB, no network", 420, 5, (0.005, 0.028), (-0.01, 0.016), Course(7, 0.93), 60, Verdict.Pending, null, ("headers · reset · ECONNRESET", 5)),
            Arm("memory", "no VM, 4 GiB held and touched", 420, 3, (0.002, 0.021), (-0.014, 0.01), Course(7, 0.8), 60, Verdict.Pending, null, ("headers · reset · ECONNRESET", 3)),
        ],
    };

    public static RunView Decided() => new()
    {
        Id = "r-done", Experiment = "vm-on-off", State = RunState.Decided, Seed = 7319, Target = "emulator",
        Question = "Do calls fail more often while a Tart VM runs on this host, and is it its network, its memory, or neither?",
        Progress = new RunProgress(12, 40, 2880, null), CreatedAt = Noon, StartedAt = Noon.AddSeconds(3), EndedAt = Noon.AddMinutes(31),
        Cause = new CauseView("idle connections dropped by NAT", 0.94, "Of 79 failed calls in vm-nat, 71 hit a reused connection older than 30 s; fresh ones did not fail."),
        RuledOut =
        [
            new RuledOut("memory pressure", "memory: no effect of 10 percentage points or more (12 blocks)."),
            new RuledOut("rate limits", "No call ended with an HTTP status of 429 or 529."),
        ],
        SetUp =
        [
            new SetUpFact("clients", "claude-code-2, imitated"), new SetUpFact("a trial", "12 sessions of 5 calls"), new SetUpFact("arrival", "evenly over 10s"),
            new SetUpFact("tools run", "5ms to 20ms"), new SetUpFact("time scale", "0.01 for tools, thinking and waits between attempts; time-outs of the network stay"),
            new SetUpFact("way", "kept connections, HTTPS, names by the emulator's resolver"), new SetUpFact("at most", "2 requests a second in all"),
        ],
        Scope = ["The target is on loopback: the way to the internet was not tried.", "The machines are processes, not VMs: nothing is said of a hypervisor."],
        Arms =
        [
            Arm("control", "no VM", 720, 7, (0.004, 0.02), null, [], null, Verdict.Pending, null, ("headers · reset · ECONNRESET", 6), ("body · ended-early", 1)),
            Arm("vm-nat", "one VM, 4 GiB, NAT", 720, 79, (0.089, 0.135), (0.081, 0.126), Course(12, 1.72), 60, Verdict.RaisesFailures, "vm-nat raises failures: e-value 671 against the 60 needed for one of three arms; the chance of a false alarm is at most 5 %.", ("headers · reset · ECONNRESET", 66), ("connect · host-unreachable · EHOSTUNREACH", 13)),
            Arm("vm-no-network", "one VM, 4 GiB, no network", 720, 9, (0.006, 0.023), (-0.008, 0.014), Course(12, 0.93), 60, Verdict.NoEffect, "vm-no-network does not raise failures by 10 percentage points or more.", ("headers · reset · ECONNRESET", 9)),
            Arm("memory", "no VM, 4 GiB held and touched", 720, 6, (0.003, 0.018), (-0.012, 0.009), Course(12, 0.8), 60, Verdict.NoEffect, "memory does not raise failures by 10 percentage points or more.", ("headers · reset · ECONNRESET", 6)),
        ],
    };

    public static IEnumerable<TrialView> Trials(RunView run, int blocks, int running = 0)
    {
        var random = new Random(5);
        for (var block = 1; block <= blocks; block++)
        {
            foreach (var (arm, place) in run.Arms.OrderBy(_ => random.Next()).Select((arm, index) => (arm, index + 1)).ToArray())
            {
                var phase = block < running || running == 0 ? TrialPhase.Done : block > running || place > 2 ? TrialPhase.Waiting : place == 2 ? TrialPhase.Loading : TrialPhase.Done;
                var at = Noon.AddMinutes((block * 3) + (place * 0.6));
                yield return new TrialView
                {
                    Id = $"{run.Id}-{block}-{arm.Name}", Block = block, Place = place, Arm = arm.Name, Phase = phase,
                    Calls = phase == TrialPhase.Waiting ? 0 : phase == TrialPhase.Loading ? 31 : 60,
                    Failures = phase == TrialPhase.Waiting ? 0 : arm.Name == "vm-nat" ? random.Next(2, 14) : random.Next(5) == 0 ? 1 : 0,
                    StartedAt = phase == TrialPhase.Waiting ? null : at, EndedAt = phase == TrialPhase.Done ? at.AddSeconds(28) : null,
                    Void = block == 4 && phase == TrialPhase.Done ? "the emulator was started anew during the trial" : null,
                    TraceId = phase == TrialPhase.Waiting ? null : Hex(block * 10 + place, 32),
                };
            }
        }
    }

    public static IEnumerable<Call> Failures(string runId, int count)
    {
        Failure[] kinds =
        [
            new(FailureLayer.Headers, FailureKind.Reset, "ECONNRESET", "The peer ended the connection with RST before a response header came."),
            new(FailureLayer.Connect, FailureKind.HostUnreachable, "EHOSTUNREACH", "No route to 10.0.0.7."),
            new(FailureLayer.Body, FailureKind.EndedEarly, null, "The stream ended after 3 events, without message_stop."),
        ];

        return Enumerable.Range(0, count).Select(i =>
        {
            var failure = kinds[i % 7 == 0 ? 1 : i % 5 == 0 ? 2 : 0];
            var at = Noon.AddSeconds(20 + (i * 23.7));
            return new Call
            {
                Id = $"c{i}", RunId = runId, TrialId = $"{runId}-{(i / 6) + 1}-vm-nat", Arm = i % 11 == 3 ? "control" : "vm-nat", SessionId = "5c1f0a52-6a6b-4f0e", Turn = (i % 5) + 1,
                StartedAt = at, Duration = TimeSpan.FromMilliseconds(312 + (i * 7)), Failure = failure, TraceId = Hex(i + 1, 32), TraceKept = i % 17 != 16,
                WouldPrint = [new PrintedText("Claude Code 2.1", failure.Layer == FailureLayer.Connect ? "API Error (Connection error.)" : "API Error: Connection error. Retrying in 1 seconds… (attempt 1/10)")],
                Purpose = i % 13 == 5 ? CallPurpose.SmallModel : CallPurpose.Turn, Subagent = i % 9 == 4 ? 2 : null,
                Attempts = i % 3 == 0 && failure.Layer != FailureLayer.Connect ? [Try(i, 1, at, failure), Try(i, 2, at.AddMilliseconds(570), failure)] : [Try(i, 1, at, failure)],
            };
        });
    }

    private static Attempt Try(int call, int number, DateTimeOffset at, Failure failure)
    {
        var (isConnect, isFresh) = (failure.Layer == FailureLayer.Connect, number > 1);
        return new Attempt
        {
            Number = number, StartedAt = at, Failure = failure, IsWhole = isFresh, WaitedBefore = isFresh ? TimeSpan.FromMilliseconds(562) : TimeSpan.Zero,
            BytesSent = isConnect ? 0 : 50_172, BytesReceived = failure.Layer == FailureLayer.Body ? 911 : 0, Events = failure.Layer == FailureLayer.Body ? 3 : 0, Stalls = failure.Layer == FailureLayer.Body ? 1 : 0,
            Phases = new AttemptPhases
            {
                Dns = isConnect ? TimeSpan.FromMilliseconds(2) : null, Connect = isFresh ? TimeSpan.FromMilliseconds(11.4) : null, Tls = isFresh ? TimeSpan.FromMilliseconds(24.1) : null,
                Write = isConnect ? null : TimeSpan.FromMicroseconds(412), LongestGap = failure.Layer == FailureLayer.Body ? TimeSpan.FromSeconds(6.2) : null, Total = TimeSpan.FromMilliseconds(3.1),
            },
            Connection = isConnect ? null : new ConnectionFacts
            {
                Id = $"k{call}-{number}", Remote = "127.0.0.1:5301", Family = "ipv4", LocalPort = 41000 + call, Age = isFresh ? TimeSpan.Zero : TimeSpan.FromSeconds(31 + call), Idle = isFresh ? TimeSpan.Zero : TimeSpan.FromSeconds(30.2),
                RequestsBefore = isFresh ? 0 : (call % 4) + 1, Tls = new TlsFacts("TLS 1.3", "TLS_AES_128_GCM_SHA256", "X25519MLKEM768", "http/1.1"),
            },
            Addresses = isConnect ? [new AddressTried("10.0.0.7:443", "ipv4", TimeSpan.FromMilliseconds(1.2), "EHOSTUNREACH", 41000 + call)] : [],
            Tcp = isConnect ? null : new TcpFacts { State = "established", RoundTrip = TimeSpan.FromMilliseconds(11.2), Retransmits = 4, Backoff = 3, Unacknowledged = 2, BytesAcknowledged = 18_220, SinceReceived = TimeSpan.FromSeconds(30.2), SinceSent = TimeSpan.FromSeconds(1.1), SegmentBytes = 1_448 },
        };
    }

    public static IReadOnlyList<SpanRecord> Spans(string traceId)
    {
        SpanRecord Span(int id, int? parent, string service, string name, string kind, double at, double ms, bool error = false, params (string, string)[] attributes) => new()
        {
            TraceId = traceId, SpanId = Hex(id, 16), ParentSpanId = parent is { } p ? Hex(p, 16) : null, Service = service, Instance = $"{service}-4711-a1b2c3", Name = name, Kind = kind,
            StartedAt = Noon.AddMilliseconds(at), Duration = TimeSpan.FromMilliseconds(ms), IsError = error, StatusDescription = error ? "The peer ended the connection with RST." : null,
            Attributes = attributes.ToDictionary(a => a.Item1, a => a.Item2),
            Events = error && service == "load-generator" ? [new SpanEvent("exception", Noon.AddMilliseconds(at + ms), new Dictionary<string, string> { ["exception.type"] = "SocketException", ["exception.message"] = "Connection reset by peer" })] : [],
            Links = id == 1 ? [Hex(4242, 32)] : [],
        };

        return
        [
            Span(1, null, "load-generator", "call", "internal", 0, 316, true, ("lab.arm", "vm-nat"), ("lab.turn", "3"), ("error.type", "reset")),
            Span(2, 1, "load-generator", "attempt 1", "client", 0.2, 3.4, true, ("lab.connection.reused", "true"), ("lab.connection.idle", "30.2 s"), ("error.type", "ECONNRESET")),
            Span(3, 2, "load-generator", "write", "internal", 0.25, 0.412),
            Span(4, 2, "api-emulator", "POST /v1/messages", "server", 0.9, 2.1, false, ("http.request.method", "POST"), ("lab.fault.kind", "reset-before-headers"), ("server.port", "5301")),
            Span(5, 4, "api-emulator", "draw the fault", "internal", 1.1, 0.018),
            Span(6, 1, "load-generator", "attempt 2", "client", 201, 114.8, true, ("error.type", "ECONNRESET")),
            Span(7, 6, "load-generator", "connect", "internal", 201.1, 0.9),
            Span(8, 6, "load-generator", "write", "internal", 202.2, 0.6),
            Span(9, 6, "api-emulator", "POST /v1/messages", "server", 203, 112, false, ("lab.fault.kind", "cut-mid-stream"), ("lab.fault.after-events", "3")),
            Span(10, 77, "probe", "GET /observe", "server", 40, 12.5),
        ];
    }

    public static Observation Seen(DateTimeOffset at, bool broken = false) => new()
    {
        At = at, Took = TimeSpan.FromMilliseconds(41), Moment = ObservationMoment.Scheduled, Target = new Uri("https://api.anthropic.com/"),
        Readings =
        [
            new ProbeReading { Probe = "dns", Duration = TimeSpan.FromMilliseconds(1.9), Facts = new Dictionary<string, string> { ["answers"] = "160.79.104.10, 2607:6bc0::10" } },
            new ProbeReading { Probe = "tcp", Family = "ipv4", Address = "160.79.104.10:443", Duration = TimeSpan.FromMilliseconds(11.2 + (at.Second % 7)) },
            new ProbeReading { Probe = "tcp", Family = "ipv6", Address = "[2607:6bc0::10]:443", Duration = TimeSpan.FromMilliseconds(0.3), Failure = broken ? new Failure(FailureLayer.Connect, FailureKind.NetworkUnreachable, "ENETUNREACH", "No route to 2607:6bc0::10.") : null },
            new ProbeReading { Probe = "tls", Family = "ipv4", Address = "160.79.104.10:443", Duration = TimeSpan.FromMilliseconds(23.5), Facts = new Dictionary<string, string> { ["version"] = "TLS 1.3" } },
            new ProbeReading { Probe = "http", Family = "ipv4", Duration = TimeSpan.FromMilliseconds(88.1), Facts = new Dictionary<string, string> { ["status"] = "401" } },
        ],
        Host = new HostSnapshot
        {
            At = at, System = "macOS 26.1 (25B78)",
            Memory = new MemoryFacts { TotalBytes = 36L << 30, AvailableBytes = 9L << 30, SwapTotalBytes = 4L << 30, SwapUsedBytes = 3L << 30, Pressure = 0.04 },
            Processors = new ProcessorFacts(12, 4.31, null),
            Interfaces =
            [
                new InterfaceFacts { Name = "lo0", IsUp = true, Mtu = 16384, Addresses = ["127.0.0.1/8", "::1/128"] },
                new InterfaceFacts { Name = "en0", IsUp = true, Mtu = 1500, Addresses = ["192.168.64.23/24", "fe80::1c3a:92ff:fe11:7a01/64"] },
                new InterfaceFacts { Name = "bridge100", IsUp = true, Mtu = 1500, Addresses = ["192.168.64.1/24"] },
                new InterfaceFacts { Name = "utun3", IsUp = false, Mtu = 1380 },
            ],
            Routes =
            [
                new RouteFacts("ipv4", "default", "192.168.64.1", "en0"), new RouteFacts("ipv4", "default", null, "bridge100"),
                new RouteFacts("ipv4", "192.168.64.0/24", null, "bridge100"), new RouteFacts("ipv6", "default", "fe80::1", "utun3"),
            ],
            Resolvers = ["192.168.64.1", "1.1.1.1"],
            Sockets = new Dictionary<string, int> { ["established"] = 143, ["time-wait"] = 61, ["listen"] = 38, ["close-wait"] = 4 },
            TcpCounters = new Dictionary<string, long> { ["retransmitted-segments"] = 18233, ["resets-sent"] = 4410, ["bad-segments"] = 0 },
            Unavailable = [new Unavailable("TCP memory", "The kernel does not tell it without root.", "sudo sysctl net.inet.tcp.memory"), new Unavailable("processor pressure", "macOS has no such figure.")],
        },
    };

    public static VmInventory Inventory() => new(
        new VmBackend { Name = "process stand-in", IsVirtualMachine = false, Path = "/opt/lab/tart", Description = "Plain processes that hold memory and answer on a port, since this host has no hypervisor that the lab can use." },
        [
            new VmView { Name = "lab-r-live-0", State = VmState.Ready, Spec = new VmSpec { MemoryMiB = 4096, Image = "ghcr.io/cirruslabs/macos-sequoia-base:latest" }, Ip = "192.168.64.5", Owner = "r-live", Since = Noon, LeaseUntil = Noon.AddMinutes(1), BootTime = TimeSpan.FromSeconds(11.2) },
            new VmView { Name = "lab-r-live-1", State = VmState.Failed, Spec = new VmSpec { Network = "bridged:en0" }, Owner = "r-live", Since = Noon, LeaseUntil = Noon.AddMinutes(1), Error = "The number of VMs exceeds the system limit.", Advice = "macOS runs two macOS guests at most: stop another machine." },
        ],
        Foreign: 1);

    public static string Hex(int number, int digits) => number.ToString("x").PadLeft(digits, 'a');

    private static ArmView Arm(string name, string setting, long calls, long failures, (double, double) interval, (double, double)? difference, double[] course, double? needed, Verdict verdict, string? because, params (string Signature, long Count)[] signatures) => new()
    {
        Name = name, Setting = setting, IsControl = name == "control", Calls = calls, Failures = failures, FailureRate = (double)failures / calls,
        Interval = [interval.Item1, interval.Item2], Difference = difference is { } d ? [d.Item1, d.Item2] : null,
        Attempts = calls + (calls / 6) + (failures * 3), AuxiliaryCalls = calls / 6, AuxiliaryFailures = failures / 9, Stalls = failures / 12,
        Evidence = course.Length > 0 ? course[^1] : null, EvidenceCourse = course, EvidenceNeeded = needed, Verdict = verdict, Because = because,
        Signatures = [.. signatures.Select(s => new SignatureCount(s.Signature, s.Count))],
    };

    private static double[] Course(int blocks, double factor) => [.. Enumerable.Range(1, blocks).Select(b => Math.Pow(factor, b) * (b % 3 == 0 ? 0.8 : b % 3 == 1 ? 1.15 : 1))];
}
