using Lab.Contracts;
using Lab.Probe.Probes;
using Microsoft.Extensions.Options;

namespace Lab.Probe.Running;

/// <summary>Makes one attempt of a probe: timed, limited, classified, traced. A failure is a reading, never an exception.</summary>
internal sealed class ProbeRunner(IOptions<ProbeOptions> options, ProbeTelemetry telemetry, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _sockets = new(options.Value.MaxSockets);

    public void Dispose() => _sockets.Dispose();

    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<ProbeReading> Run(IProbe probe, ProbeAttempt attempt, CancellationToken cancellation)
    {
        // Waiting for a socket of ours is not the network's time: the clock starts after it.
        await _sockets.WaitAsync(cancellation);
        try
        {
            return await Measure(probe, attempt, cancellation);
        }
        finally
        {
            _sockets.Release();
        }
    }

    private async Task<ProbeReading> Measure(IProbe probe, ProbeAttempt attempt, CancellationToken cancellation)
    {
        using var span = telemetry.Start(probe, attempt);
        attempt.Step(probe.Layer, "starting");

        var started = clock.GetTimestamp();
        var took = default(TimeSpan?);
        attempt.OnStopClock(() => took ??= clock.GetElapsedTime(started));

        var failure = await Attempt(probe, attempt, cancellation);
        attempt.StopClock();

        var reading = new ProbeReading
        {
            Probe = probe.Name,
            Family = attempt.Family,
            Address = attempt.Address?.ToString(),
            Duration = took ?? TimeSpan.Zero,
            Facts = attempt.Facts,
            Failure = failure,
        };
        telemetry.End(span, reading);
        return reading;
    }

    private async Task<Failure?> Attempt(IProbe probe, ProbeAttempt attempt, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.Value.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await probe.Attempt(attempt, either.Token).WaitAsync(either.Token);
            return attempt.Failure;
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (Exception exception) when (limit.IsCancellationRequested && exception is not ProbeException)
        {
            return new Failure(attempt.Layer, FailureKind.TimedOut, null, $"While {attempt.Doing}: nothing within {options.Value.Timeout.TotalSeconds:0.###} s.");
        }
        catch (Exception exception)
        {
            return FailureClassifier.Classify(exception, attempt.Layer);
        }
    }
}
