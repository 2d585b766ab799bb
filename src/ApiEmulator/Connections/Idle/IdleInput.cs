using System.IO.Pipelines;
using Lab.ApiEmulator.Plans;
using Lab.ApiEmulator.Wire;

namespace Lab.ApiEmulator.Connections.Idle;

/// <summary>What comes in on a connection that an idle fault may strike: passes it through, until the connection has lain idle for too long.</summary>
internal sealed class IdleInput : PipeReader, IDisposable
{
    private readonly PipeReader _inner;
    private readonly ConnectionWire _wire;
    private readonly Accepted _accepted;
    private readonly IdleSurroundings _around;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private State _state = State.Busy;
    private IIdleFault? _fault;
    private long _restsSince;

    public IdleInput(PipeReader inner, ConnectionWire wire, Accepted accepted, IdleSurroundings around)
    {
        _inner = inner;
        _wire = wire;
        _accepted = accepted;
        _around = around;
        _timer = around.Clock.CreateTimer(static state => ((IdleInput)state!).Elapse(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private enum State
    {
        Busy,
        Resting,
        Closed,
        Forgotten,
    }

    /// <summary>Whole seconds of idleness that a response announces; null where it announces nothing.</summary>
    public int? Hint => IsInForce ? Draw()?.Hint : null;

    private bool IsInForce => ReferenceEquals(_around.Plans.Current, _accepted.Plan);

    /// <summary>A response has been sent: from now on the connection lies idle, until something comes.</summary>
    public void Rest()
    {
        lock (_gate)
        {
            if (_state is State.Closed or State.Forgotten || Draw() is not { } fault)
            {
                return;
            }

            _state = State.Resting;
            _fault = fault;
            _restsSince = _around.Clock.GetTimestamp();
            if (fault.Closes)
            {
                _timer.Change(fault.After, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var read = await _inner.ReadAsync(cancellationToken);
            if (await Passes(read))
            {
                return read;
            }
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!_inner.TryRead(out result))
        {
            return false;
        }

        if (result.Buffer.IsEmpty || Answer() == State.Busy)
        {
            return true;
        }

        // Left for ReadAsync, which can wait.
        _inner.AdvanceTo(result.Buffer.Start);
        return false;
    }

    public override void AdvanceTo(SequencePosition consumed) => _inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => _inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => _inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _inner.Complete(exception);

    public void Dispose() => _timer.Dispose();

    private IIdleFault? Draw() => _accepted.Plan.Connections.DrawIdle(_accepted.Number, _around.Open.Sessions, _accepted.Plan.Age);

    /// <summary>Whether what was read goes on to HTTP.</summary>
    private async ValueTask<bool> Passes(ReadResult read)
    {
        if (read.Buffer.IsEmpty || read.IsCanceled)
        {
            return true;
        }

        switch (Answer())
        {
            case State.Busy:
                return true;
            case State.Closed:
                _inner.AdvanceTo(read.Buffer.End);
                await _wire.Reset();
                return false;
            default:
                // The end of the client is the end of the connection all the same.
                _inner.AdvanceTo(read.Buffer.End);
                return false;
        }
    }

    /// <summary>What bytes meet that have come now.</summary>
    private State Answer()
    {
        lock (_gate)
        {
            if (_state != State.Resting)
            {
                return _state;
            }

            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            if (!IsInForce || _around.Clock.GetElapsedTime(_restsSince) < _fault!.After)
            {
                return _state = State.Busy;
            }

            _around.Strikes.Note(_accepted, _fault);
            return _state = _fault.Resets ? State.Closed : State.Forgotten;
        }
    }

    private void Elapse()
    {
        lock (_gate)
        {
            var rest = _state == State.Resting ? _fault!.After - _around.Clock.GetElapsedTime(_restsSince) : TimeSpan.Zero;
            if (rest > TimeSpan.Zero)
            {
                // Timers count whole milliseconds and may be early by one.
                _timer.Change(rest < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : rest, Timeout.InfiniteTimeSpan);
                return;
            }

            if (_state != State.Resting || !IsInForce)
            {
                return;
            }

            _state = State.Closed;
            _around.Strikes.Note(_accepted, _fault!);
        }

        _wire.SendEnd();
    }
}

/// <summary>What idle connections need to know.</summary>
internal sealed record IdleSurroundings(PlanBook Plans, OpenConnections Open, Strikes Strikes, TimeProvider Clock);
