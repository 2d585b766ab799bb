using Lab.Contracts;
using Lab.LoadGenerator.Dialing;
using Lab.LoadGenerator.Dialing.Names;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Failures;
using Lab.LoadGenerator.Sessions;

namespace Lab.LoadGenerator.Connections;

/// <summary>A session's connections as its client keeps them: one for each request in flight, idle ones used again, the last used first, each closed when its life is over.</summary>
/// <param name="name">What its connections' ids begin with.</param>
/// <param name="isPooled">Whether connections are kept at all.</param>
/// <param name="habits">How the client sets its sockets up.</param>
/// <param name="dialer">Opens them.</param>
/// <param name="clock">For ages.</param>
/// <param name="draws">For how long each is kept.</param>
internal sealed class ConnectionPool(string name, bool isPooled, SocketHabits habits, Dialer dialer, TimeProvider clock, SeededDraws draws)
{
    private readonly IdleConnections _idle = new(habits.ResetsIdle, clock);
    private readonly KeptNames? _names = habits.DnsCache is { } life ? new KeptNames(life, clock) : null;
    private int _opened;
    private volatile bool _gaveUp;

    /// <summary>Whether the client still means to use its connections again.</summary>
    public bool KeepsAlive => !_gaveUp;

    /// <summary>An idle connection, or a new one.</summary>
    /// <param name="endpoint">Where to.</param>
    /// <param name="limits">How long that may take.</param>
    /// <param name="meter">Measures it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="isOwn">Opens one in any case.</param>
    public async ValueTask<Rented> Rent(TargetAddress endpoint, ExchangeLimits limits, AttemptMeter meter, CancellationToken cancellation, bool isOwn = false)
    {
        while (!isOwn && !_gaveUp && _idle.Take() is { } idle)
        {
            // A client's event loop sees the peer's close while the connection lies idle, and drops it: that is no failure, but worth a note.
            if (idle.IsSpent())
            {
                idle.Abort();
                meter.Note = $"connection {idle.Id} was closed by the peer while idle";
                continue;
            }

            var now = clock.GetTimestamp();
            return new Rented(idle, null, clock.GetElapsedTime(idle.OpenedAt, now), clock.GetElapsedTime(idle.LastUsedAt, now), idle.Requests++);
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
    /// <param name="hint">For how long the server keeps it, where it says so.</param>
    public async ValueTask Return(Wire wire, bool isReusable, bool isBroken, TimeSpan? hint = null)
    {
        wire.LastUsedAt = clock.GetTimestamp();
        if (isBroken)
        {
            wire.Abort();
        }
        else if (isReusable && isPooled && !_gaveUp && Life(hint) is var life && life > TimeSpan.Zero)
        {
            _idle.Add(wire, life);
        }
        else
        {
            await wire.Close();
        }
    }

    /// <summary>Looks at a failure: some make a client keep no connection from then on.</summary>
    public void Saw(Failure failure) =>
        _gaveUp |= habits.GivesKeepAliveUp
            && failure.Layer is FailureLayer.Connect or FailureLayer.Tls or FailureLayer.Write or FailureLayer.Headers
            && (failure.Kind is FailureKind.Reset or FailureKind.Closed || (failure.Kind == FailureKind.TimedOut && failure.Layer != FailureLayer.Connect));

    /// <summary>Closes what is idle: in order at a session's end, with RST when the session was ended.</summary>
    public ValueTask CloseAll(bool inOrder) => _idle.CloseAll(inOrder);

    private TimeSpan Life(TimeSpan? hint)
    {
        if (hint is { } allowed && habits.FollowsKeepAliveHint)
        {
            // Node's fetch lets go 2 s before the server would, and keeps nothing longer than 600 s.
            return TimeSpan.FromSeconds(Math.Min(allowed.TotalSeconds - 2, 600));
        }

        lock (draws)
        {
            return habits.IdleLife + (habits.IdleSpread * (habits.IdleSpread == TimeSpan.Zero ? 0 : draws.Share()));
        }
    }
}
