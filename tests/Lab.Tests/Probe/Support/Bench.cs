using System.Diagnostics.Metrics;
using Lab.Contracts;
using Lab.Probe;
using Lab.Probe.Host;
using Lab.Probe.Probes;
using Lab.Probe.Running;
using Lab.ServiceDefaults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lab.Tests.Probe.Support;

/// <summary>The probe's parts put together without a service.</summary>
internal sealed class Bench : IDisposable
{
    private readonly ServiceProvider _metrics = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public Bench(TimeProvider? clock = null, ProbeOptions? options = null, params IReadOnlyList<IProbe> probes)
    {
        Options = Microsoft.Extensions.Options.Options.Create(options ?? new ProbeOptions { Timeout = TimeSpan.FromSeconds(10) });
        Identity = new ServiceIdentity($"probe-{Guid.NewGuid():N}", "1");
        Lookups = new LookupThreads(Options);
        Telemetry = new ProbeTelemetry(Identity, _metrics.GetRequiredService<IMeterFactory>());
        Runner = new ProbeRunner(Options, Telemetry, clock ?? TimeProvider.System);
        Round = new ProbeRound(probes.Count > 0 ? probes : ProbeCatalog.All(Lookups), Runner, Options);
    }

    public IOptions<ProbeOptions> Options { get; }

    public ServiceIdentity Identity { get; }

    public LookupThreads Lookups { get; }

    public ProbeTelemetry Telemetry { get; }

    public ProbeRunner Runner { get; }

    public ProbeRound Round { get; }

    /// <summary>One attempt of one probe on the target's literal address.</summary>
    public Task<ProbeReading> Run(IProbe probe, Uri target) => Runner.Run(probe, Attempt(target), TestContext.Current.CancellationToken);

    public static ProbeAttempt Attempt(Uri target)
    {
        var address = System.Net.IPAddress.Parse(target.IdnHost.Trim('[', ']'));
        return new ProbeAttempt(target, Families.Of(address), address);
    }

    public void Dispose()
    {
        Runner.Dispose();
        Telemetry.Dispose();
        Lookups.Dispose();
        _metrics.Dispose();
    }
}

/// <summary>A host that is always the same, or whatever the test says.</summary>
internal sealed class FakeHost(Func<CancellationToken, Task<HostSnapshot>> read) : IHostReader
{
    public Task<HostSnapshot> Read(CancellationToken cancellation) => read(cancellation);

    public static HostSnapshot At(DateTimeOffset at) => new() { At = at, System = "a fake host" };
}

/// <summary>Waits for a condition, with a deadline.</summary>
internal static class Eventually
{
    public static async Task Holds(Func<bool> condition, string what)
    {
        for (var tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 1000, $"It did not come about in 10 s: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
