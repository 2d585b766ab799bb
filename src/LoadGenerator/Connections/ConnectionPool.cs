using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Exchange.Names;

namespace Lab.LoadGenerator.Connections;

/// <summary>A session's connections as Claude Code keeps them: one for each request in flight, idle ones used again, the last used first.</summary>
/// <param name="name">What its connections' ids begin with.</param>
/// <param name="isPooled">Whether connections are kept at all.</param>
/// <param name="habits">How the client sets its sockets up.</param>
/// <param name="dialer">Opens them.</param>
/// <param name="clock">For ages.</param>
internal sealed class ConnectionPool(string name, bool isPooled, SocketHabits habits, Dialer dialer, TimeProvider clock)
{
    private readonly Stack<Wire> _idle = new();
    private readonly Lock _gate = new();
    private readonly KeptNames? _names = habits.DnsCache is { } life ? new KeptNames(life, clock) : null;
    private int _opened;

    /// <summary>An idle connection, or a new one.</summary>
    public async ValueTask<Rented> Rent(TargetAddress endpoint, ExchangeLimits limits, AttemptMeter meter, CancellationToken cancellation)
    {
        while (TakeIdle() is { } idle)
        {
            var now = clock.GetTimestamp();
            var silent = clock.GetElapsedTime(idle.LastUsedAt, now);

            // A client's event loop sees the peer's close while the connection lies idle, and drops it: that is no failure, but worth a note.
            if (idle.IsSpent())
            {
                idle.Abort();
                meter.Note = $"connection {idle.Id} was closed by the peer while idle";
                continue;
            }

            if (silent > habits.IdleLife)
            {
                idle.Abort();
                continue;
            }

            return new Rented(idle, null, clock.GetElapsedTime(idle.OpenedAt, now), silent, idle.Requests++);
        }

        var id = $"{name}/c{Interlocked.Increment(ref _opened)}";
        var dialed = await dialer.Dial(endpoint, id, habits, limits, meter, cancellation, _names);
        if (dialed.Wire is { } wire)
        {
            wire.Requests = 1;
        }

        return new Rented(dialed.Wire, dialed.Trouble, TimeSpan.Zero, TimeSpan.Zero, 0);
    }

    /// <summary>Gives a connection back after a request.</summary>
    /// <param name="wire">The connection.</param>
    /// <param name="isReusable">Whether it can carry another request.</param>
    /// <param name="isBroken">Whether the request failed on it.</param>
    public async ValueTask Return(Wire wire, bool isReusable, bool isBroken)
    {
        wire.LastUsedAt = clock.GetTimestamp();
        if (isBroken)
        {
            wire.Abort();
        }
        else if (isReusable && isPooled)
        {
            lock (_gate)
            {
                _idle.Push(wire);
            }
        }
        else
        {
            await wire.Close();
        }
    }

    /// <summary>Closes what is idle: in order at a session's end, with RST when the session was ended.</summary>
    public async ValueTask CloseAll(bool inOrder)
    {
        while (TakeIdle() is { } wire)
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

    private Wire? TakeIdle()
    {
        lock (_gate)
        {
            return _idle.TryPop(out var wire) ? wire : null;
        }
    }
}
