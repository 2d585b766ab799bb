using System.Collections.Concurrent;
using System.Diagnostics;
using Lab.State;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lab.ServiceDefaults;

/// <summary>Hands in this service's spans of every trace that somebody asked for, also those that end later.</summary>
internal sealed class EvidenceLoop(EvidenceStore evidence, RecentSpans recent, ServiceIdentity identity, TimeProvider clock, ILogger<EvidenceLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Clocks of one host agree, but a request can be written a moment before it can be read.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<ActivityTraceId, DateTimeOffset> _wanted = new();
    private readonly ConcurrentDictionary<ActivityTraceId, byte> _dirty = new();
    private DateTimeOffset _since;
    private bool _isAway;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _since = clock.GetUtcNow() - EvidenceStore.LookOut;
        recent.Ended += Notice;
        try
        {
            using var timer = new PeriodicTimer(Interval, clock);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await Round();
            }
        }
        catch (OperationCanceledException)
        {
            // What ended in the last quarter of a second is evidence too.
            await Round();
        }
        finally
        {
            recent.Ended -= Notice;
        }
    }

    private async Task Round()
    {
        try
        {
            var now = clock.GetUtcNow();
            foreach (var id in await evidence.WantedSince(_since - Overlap))
            {
                var trace = ActivityTraceId.CreateFromString(id);
                if (_wanted.TryAdd(trace, now))
                {
                    _dirty[trace] = 0;
                }
            }

            _since = now;
            foreach (var trace in _dirty.Keys)
            {
                _dirty.TryRemove(trace, out _);
                await HandIn(trace);
            }

            Forget(now);
            _isAway = false;
        }
        catch (StoreUnavailableException exception)
        {
            // Said once; what is dirty stays so until the store is back.
            if (!_isAway)
            {
                logger.LogWarning("Evidence spans wait for the store: {Reason}", exception.Message);
            }

            _isAway = true;
        }
    }

    private async Task HandIn(ActivityTraceId trace)
    {
        var spans = recent.Of(trace);
        if (spans.Count == 0)
        {
            return;
        }

        try
        {
            await evidence.Save(trace.ToHexString(), identity.Instance, spans);
        }
        catch (StoreUnavailableException)
        {
            _dirty[trace] = 0;
            throw;
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (trace, since) in _wanted)
        {
            // Longer than the overlap, or it would be taken for new again.
            if (now - since > EvidenceStore.LookOut + Overlap + Overlap)
            {
                _wanted.TryRemove(trace, out _);
            }
        }
    }

    private void Notice(ActivityTraceId trace)
    {
        if (_wanted.ContainsKey(trace))
        {
            _dirty[trace] = 0;
        }
    }
}
