using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Authentication;
using Lab.Contracts;
using Lab.Probe;
using Lab.Probe.Probes;
using Lab.Probe.Running;
using Lab.ServiceDefaults;
using Lab.Tests.Probe.Support;
using Microsoft.Extensions.Time.Testing;

namespace Lab.Tests.Probe.Probes;

public sealed class ProbeRunnerTests
{
    private static readonly Uri Anywhere = new("http://127.0.0.1:9");

    [Fact]
    public async Task An_attempt_that_never_ends_is_measured_as_timed_out_after_the_limit()
    {
        var clock = new FakeTimeProvider();
        using var bench = new Bench(clock, new ProbeOptions { Timeout = TimeSpan.FromSeconds(2) });

        // It does not even listen to the cancellation.
        var run = bench.Run(new Scripted((_, _) => new TaskCompletionSource().Task), Anywhere);
        clock.Advance(TimeSpan.FromSeconds(2));
        var reading = await run;

        Assert.Equal(FailureKind.TimedOut, reading.Failure?.Kind);
        Assert.Equal(TimeSpan.FromSeconds(2), reading.Duration);
    }

    [Fact]
    public async Task Giving_up_is_no_reading()
    {
        using var bench = new Bench();
        using var gone = new CancellationTokenSource();
        var run = bench.Runner.Run(new Scripted((_, cancellation) => Task.Delay(Timeout.Infinite, cancellation)), Bench.Attempt(Anywhere), gone.Token);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task No_more_attempts_are_under_way_than_allowed_and_waiting_is_not_measured()
    {
        var clock = new FakeTimeProvider();
        using var bench = new Bench(clock, new ProbeOptions { MaxSockets = 2, Timeout = TimeSpan.FromSeconds(60) });
        var release = new TaskCompletionSource();
        var (now, most) = (0, 0);
        var probe = new Scripted(async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await release.Task;
            Interlocked.Decrement(ref now);
        });

        var runs = Enumerable.Range(0, 6).Select(_ => bench.Run(probe, Anywhere)).ToList();
        await Eventually.Holds(() => Volatile.Read(ref now) == 2, "two attempts are under way");
        clock.Advance(TimeSpan.FromSeconds(1));
        release.SetResult();
        var readings = await Task.WhenAll(runs);

        Assert.Equal(2, most);
        Assert.Equal([0, 0, 0, 0, 1, 1], readings.Select(r => (int)r.Duration.TotalSeconds).Order());
    }

    [Fact]
    public async Task What_explains_a_reading_after_the_clock_was_stopped_is_not_measured()
    {
        var clock = new FakeTimeProvider();
        using var bench = new Bench(clock);

        var reading = await bench.Run(
            new Scripted((attempt, _) =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                attempt.StopClock();
                clock.Advance(TimeSpan.FromSeconds(1));
                return Task.CompletedTask;
            }),
            Anywhere);

        Assert.Equal(TimeSpan.FromSeconds(1), reading.Duration);
    }

    [Theory]
    [InlineData(SocketError.ConnectionReset, "write · reset · ECONNRESET")]
    [InlineData(SocketError.Shutdown, "write · reset · EPIPE")]
    [InlineData(SocketError.HostUnreachable, "write · host-unreachable · EHOSTUNREACH")]
    [InlineData(SocketError.NetworkUnreachable, "write · network-unreachable · ENETUNREACH")]
    [InlineData(SocketError.AddressNotAvailable, "write · address-not-available · EADDRNOTAVAIL")]
    [InlineData(SocketError.TooManyOpenSockets, "write · too-many-open-files · EMFILE")]
    [InlineData(SocketError.NoBufferSpaceAvailable, "write · no-buffer-space · ENOBUFS")]
    [InlineData(SocketError.AccessDenied, "write · access-denied · EACCES")]
    [InlineData(SocketError.TimedOut, "write · timed-out · ETIMEDOUT")]
    [InlineData(SocketError.SocketError, "write · other")]
    public void The_inner_socket_error_names_kind_and_errno(SocketError error, string signature)
    {
        var wrapped = new AuthenticationException("TLS", new IOException("unknown", new SocketException((int)error)));

        Assert.Equal(signature, FailureClassifier.Classify(wrapped, FailureLayer.Write).Signature);
    }

    [Fact]
    public async Task Every_attempt_is_a_client_span_below_the_callers_that_tells_its_failure()
    {
        using var bench = new Bench();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == LabSources.For(bench.Identity.Service),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var caller = new Activity("caller").Start();

        await bench.Run(new Scripted((_, _) => throw new SocketException((int)SocketError.ConnectionRefused)), Anywhere);

        var span = Assert.Single(spans);
        Assert.Equal((caller.TraceId, caller.SpanId), (span.TraceId, span.ParentSpanId));
        Assert.Equal((ActivityKind.Client, ActivityStatusCode.Error), (span.Kind, span.Status));
        Assert.Equal(("127.0.0.1", 9, "ipv4", "refused", "ECONNREFUSED"), (span.GetTagItem("server.address"), span.GetTagItem("server.port"), span.GetTagItem("network.type"), span.GetTagItem("error.type"), span.GetTagItem("lab.failure.errno")));
    }

    private sealed class Scripted(Func<ProbeAttempt, CancellationToken, Task> act) : IProbe
    {
        public string Name => "scripted";

        public ProbeScope Scope => ProbeScope.FirstAddress;

        public FailureLayer Layer => FailureLayer.Connect;

        public Task Attempt(ProbeAttempt attempt, CancellationToken cancellation) => act(attempt, cancellation);
    }
}
