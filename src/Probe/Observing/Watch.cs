using System.Diagnostics;
using Lab.Contracts;
using Lab.State;

namespace Lab.Probe.Observing;

/// <summary>A schedule of looks for one run, until it is ended or its lease runs out.</summary>
internal sealed class Watch : IAsyncDisposable
{
    private readonly WatchRequest _request;
    private readonly Observer _observer;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly Task _loop;

    private DateTimeOffset _until;
    private ActivityContext _parent;
    private bool _isOver;
    private string? _trouble;
    private long _rounds;
    private long _skipped;

    public Watch(WatchRequest request, ActivityContext parent, Observer observer, TimeProvider clock, ILogger logger)
    {
        (_request, _parent, _observer, _clock, _logger) = (request, parent, observer, clock, logger);
        _until = clock.GetUtcNow() + request.Lease;

        // Its looks go below the span of whoever asked for them, not below that of the request that happened to start the loop.
        using (ExecutionContext.SuppressFlow())
        {
            _loop = Task.Run(Loop);
        }
    }

    public bool IsOver
    {
        get
        {
            lock (_gate)
            {
                return _isOver || _clock.GetUtcNow() >= _until;
            }
        }
    }

    public WatchView View
    {
        get
        {
            lock (_gate)
            {
                return new WatchView(_request.RunId, _request.Target, _request.Interval, _until, _rounds, _skipped, _trouble);
            }
        }
    }

    /// <summary>Prolongs the lease. False when it is over, or when something else is asked for than this.</summary>
    public bool TryRenew(WatchRequest request, ActivityContext parent)
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            if (_isOver || now >= _until || request.Target != _request.Target || request.Interval != _request.Interval)
            {
                return false;
            }

            (_until, _parent) = (now + request.Lease, parent);
            return true;
        }
    }

    /// <summary>Ends it, also in the middle of a look, and waits until it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _loop;
        _end.Dispose();
    }

    private async Task Loop()
    {
        // It keeps at most one tick in mind: a look that takes longer than the interval skips the others.
        using var timer = new PeriodicTimer(_request.Interval, _clock);
        try
        {
            while (Begin() is { } parent)
            {
                var started = _clock.GetTimestamp();
                await Look(parent);
                Note(_clock.GetElapsedTime(started));
                await timer.WaitForNextTickAsync(_end.Token);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            lock (_gate)
            {
                _isOver = true;
            }
        }
    }

    private ActivityContext? Begin()
    {
        lock (_gate)
        {
            _isOver |= _clock.GetUtcNow() >= _until;
            return _isOver ? null : _parent;
        }
    }

    private async Task Look(ActivityContext parent)
    {
        var trouble = default(string);
        try
        {
            await _observer.Observe(new ObserveRequest(ObservationMoment.Scheduled, _request.Target, _request.RunId), parent, _end.Token);
        }
        catch (Exception) when (_end.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            trouble = exception is StoreUnavailableException ? exception.Message : $"{exception.GetType().Name}: {exception.Message}";
        }

        Tell(trouble);
    }

    /// <summary>Once when trouble begins and once when it ends: the next look will come in any case.</summary>
    private void Tell(string? trouble)
    {
        string? before;
        lock (_gate)
        {
            (before, _trouble) = (_trouble, trouble);
        }

        if (before is null && trouble is not null)
        {
            _logger.LogWarning("Looks for run {RunId} are not kept: {Reason}", _request.RunId, trouble);
        }
        else if (before is not null && trouble is null)
        {
            _logger.LogInformation("Looks for run {RunId} are kept again.", _request.RunId);
        }
    }

    private void Note(TimeSpan took)
    {
        lock (_gate)
        {
            _rounds++;
            _skipped += Math.Max(0, (long)(took / _request.Interval) - 1);
        }
    }
}

/// <summary>A schedule as it is.</summary>
/// <param name="RunId">For which run.</param>
/// <param name="Target">What it looks at, besides the host.</param>
/// <param name="Interval">From one look's start to the next's.</param>
/// <param name="Until">When its lease ends.</param>
/// <param name="Rounds">Looks so far.</param>
/// <param name="Skipped">Looks left out since the one before took too long.</param>
/// <param name="Trouble">Why the last look was not kept; null when it was.</param>
internal sealed record WatchView(string RunId, Uri Target, TimeSpan Interval, DateTimeOffset Until, long Rounds, long Skipped, string? Trouble);
