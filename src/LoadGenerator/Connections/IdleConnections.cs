using Lab.LoadGenerator.Exchange;

namespace Lab.LoadGenerator.Connections;

/// <summary>Connections that nobody uses now, each with the end of its life: then it is closed, whether somebody asks for it or not, since its server sees that.</summary>
/// <remarks>One timer watches all of them, and is set again only when it goes off.</remarks>
internal sealed class IdleConnections(bool resets, TimeProvider clock)
{
    private readonly List<(Wire Wire, long Due)> _idle = [];
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private long _armed = long.MaxValue;
    private bool _isClosed;

    public void Add(Wire wire, TimeSpan life)
    {
        var due = clock.GetTimestamp() + (long)(life.TotalSeconds * clock.TimestampFrequency);
        lock (_gate)
        {
            if (!_isClosed)
            {
                _idle.Add((wire, due));
                if (due < _armed)
                {
                    Arm(due);
                }

                return;
            }
        }

        wire.Abort();
    }

    /// <summary>The one used last; null when there is none.</summary>
    public Wire? Take()
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            for (var index = _idle.Count - 1; index >= 0; index--)
            {
                var (wire, due) = _idle[index];
                if (due > now)
                {
                    _idle.RemoveAt(index);
                    return wire;
                }
            }

            return null;
        }
    }

    public async ValueTask CloseAll(bool inOrder)
    {
        (Wire Wire, long Due)[] all;
        lock (_gate)
        {
            _isClosed = true;
            _timer?.Dispose();
            all = [.. _idle];
            _idle.Clear();
        }

        foreach (var (wire, _) in all)
        {
            if (inOrder)
            {
                await wire.Close();
            }
            else
            {
                wire.Abort();
            }
        }
    }

    private void Arm(long due)
    {
        _armed = due;
        var after = clock.GetElapsedTime(clock.GetTimestamp(), due);

        // A timer counts whole milliseconds: one more, or it would go off early and often.
        after = after < TimeSpan.Zero ? TimeSpan.Zero : after + TimeSpan.FromMilliseconds(1);
        if (_timer is null)
        {
            // The timer would hold on to the call's activity otherwise.
            using (ExecutionContext.SuppressFlow())
            {
                _timer = clock.CreateTimer(static idle => ((IdleConnections)idle!).GoOff(), this, after, Timeout.InfiniteTimeSpan);
            }
        }
        else
        {
            _timer.Change(after, Timeout.InfiniteTimeSpan);
        }
    }

    private void GoOff()
    {
        List<Wire>? over = null;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _armed = long.MaxValue;
            var now = clock.GetTimestamp();
            _idle.RemoveAll(i =>
            {
                if (i.Due > now)
                {
                    return false;
                }

                (over ??= []).Add(i.Wire);
                return true;
            });
            if (_idle.Count > 0)
            {
                Arm(_idle.Min(i => i.Due));
            }
        }

        foreach (var wire in over ?? [])
        {
            if (resets)
            {
                wire.Abort();
            }
            else
            {
                _ = wire.Close().AsTask();
            }
        }
    }
}
