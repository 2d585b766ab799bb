using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Lab.Contracts;
using Lab.LoadGenerator.Budgets;
using Lab.LoadGenerator.Cli;
using Lab.LoadGenerator.Dialing;
using Lab.LoadGenerator.Dialing.Tls;
using Lab.LoadGenerator.Sessions;
using Lab.LoadGenerator.Spans;
using Lab.LoadGenerator.Work;
using Lab.ServiceDefaults;
using Lab.Shell;
using Lab.State;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Lab.Tests.LoadGenerator;

/// <summary>The parts of a load-generator put together without its host, to run one lane against a server.</summary>
internal sealed class LoadRig : IDisposable
{
    private readonly Microsoft.Extensions.Logging.ILogger _logger;
    private readonly CallSpans _spans;
    private readonly ActivityListener _listener;
    private readonly Lateness _lateness = new(TimeProvider.System);

    public LoadRig(LabStore store, X509Certificate2Collection? roots = null, string? key = null, bool isExported = false, Microsoft.Extensions.Logging.ILogger? logger = null)
    {
        _logger = logger ?? NullLogger.Instance;
        var identity = new ServiceIdentity($"load-{Guid.NewGuid():N}", "instance-1");
        _listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == LabSources.For(identity.Service),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                // As OpenTelemetry does: a span that nobody wants data of goes to no processor.
                if (!activity.IsAllDataRequested)
                {
                    return;
                }

                lock (Spans)
                {
                    Spans.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
        _spans = new CallSpans(identity, new ConfigurationBuilder().AddInMemoryCollection(isExported ? [new("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")] : []).Build());
        var clock = TimeProvider.System;
        var gate = new RequestGate(new RequestBudget(store), Options.Create(new AnthropicOptions { ApiKey = key }));
        Parts = new SessionParts(new Dialer(clock, new TlsHandshake(clock, roots)), gate, _spans, new Evidence(new EvidenceStore(store), clock), clock);
    }

    public List<Activity> Spans { get; } = [];

    public SessionParts Parts { get; }

    public LoadGeneratorOptions Settings { get; } = new();

    public LoadCounters Counters { get; } = new();

    public async Task<LaneEnd> Run(LoadAssignment assignment, CancellationToken? cancellation = null) =>
        await new Lane(Parts, Claude, _lateness, Counters, "worker-1", _logger).Run(assignment, cancellation ?? TestContext.Current.CancellationToken);

    /// <summary>Runs one session of one call and returns that call.</summary>
    public async Task<Call> CallOnce(Uri url, Func<Workload, Workload>? change = null, TargetKind kind = TargetKind.Emulator)
    {
        var workload = Short with { Turns = 1 };
        var end = await Run(Assignment(url, change is null ? workload : change(workload), kind));
        return end.Failures is [var failed] ? failed.Call : end.Result.Sample is [var good] ? good : end.FirstRefused!;
    }

    /// <summary>Runs one session of one call on the way that the target names, and returns that call.</summary>
    public async Task<Call> CallOnce(Target target, Func<Workload, Workload>? change = null)
    {
        var workload = Short with { Turns = 1 };
        var end = await Run(Assignment(target.Url, change is null ? workload : change(workload)) with { Target = target });
        return end.Failures is [var failed] ? failed.Call : end.Result.Sample is [var good] ? good : end.FirstRefused!;
    }
    private ClaudeSessions Claude => new(new ClaudeFinder(new CommandRunner(TimeProvider.System), Options.Create(Settings)), Options.Create(Settings), TimeProvider.System);

    public static Workload Short { get; } = new()
    {
        Turns = 3,
        PromptBytes = 5_000,
        ToolTime = new DurationRange(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2)),
        ConnectTimeout = TimeSpan.FromSeconds(5),
        HeadersTimeout = TimeSpan.FromSeconds(20),
        IdleTimeout = TimeSpan.FromSeconds(20),
    };

    public static LoadAssignment Assignment(Uri url, Workload? workload = null, TargetKind kind = TargetKind.Emulator, int sessions = 1, string trial = "t1", int lane = 0, long? maxRequests = null) => new()
    {
        Id = $"{trial}/{lane}", RunId = "run", TrialId = trial, Arm = "control", Lane = lane, Sessions = sessions, Seed = 7 + lane,
        Workload = workload ?? Short, Target = new Target { Kind = kind, Url = url, MaxRequests = maxRequests },
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    };

    public void Dispose()
    {
        _listener.Dispose();
        Parts.Gate.Dispose();
        _spans.Dispose();
        _lateness.Dispose();
    }
}
