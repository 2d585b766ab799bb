using Lab.Contracts;
using Lab.Probe;
using Lab.Probe.Probes;
using Lab.Tests.Probe.Support;

namespace Lab.Tests.Probe.Probes;

public sealed class DnsProbeTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Tells_the_addresses_of_one_family()
    {
        var reading = await Look("localhost", Families.Ipv4);

        Assert.Null(reading.Failure);
        Assert.Equal("127.0.0.1", reading.Facts["answers"]);
        Assert.Null(reading.Address);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_not_found()
    {
        var reading = await Look("no-such-host.invalid", Families.Ipv4);

        // A host without any name server says "try again" instead.
        Assert.Equal(FailureLayer.Dns, reading.Failure?.Layer);
        Assert.Contains(reading.Failure?.Errno, (string[])["ENOTFOUND", "EAI_AGAIN"]);
    }

    [Fact]
    public async Task A_name_without_an_address_of_the_family_is_an_answer_and_no_failure()
    {
        Assert.SkipWhen((await Look("localhost", Families.Ipv6)).Facts["answers"].Length > 0, "This machine's localhost has an IPv6 address too.");

        var reading = await Look("localhost", Families.Ipv6);

        Assert.Null(reading.Failure);
        Assert.Equal("", reading.Facts["answers"]);
        Assert.Contains("no ipv6 address", reading.Facts["note"]);
    }

    [Fact]
    public async Task Waiting_behind_stuck_lookups_is_not_blamed_on_the_resolver()
    {
        using var bench = new Bench(options: new ProbeOptions { Timeout = TimeSpan.FromMilliseconds(100), MaxLookups = 2 });
        using var one = await bench.Lookups.Take(TestContext.Current.CancellationToken);
        using var two = await bench.Lookups.Take(TestContext.Current.CancellationToken);

        var reading = await bench.Runner.Run(new DnsProbe(bench.Lookups), new ProbeAttempt(new Uri("http://localhost"), Families.Ipv4, null), TestContext.Current.CancellationToken);

        Assert.Equal("client · timed-out", reading.Failure?.Signature);
        Assert.Contains("earlier lookups", reading.Failure?.Detail);
    }

    private Task<ProbeReading> Look(string host, string family) =>
        _bench.Runner.Run(new DnsProbe(_bench.Lookups), new ProbeAttempt(new Uri($"http://{host}"), family, null), TestContext.Current.CancellationToken);
}
