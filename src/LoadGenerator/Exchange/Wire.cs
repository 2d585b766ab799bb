using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Lab.Contracts;
using Lab.LoadGenerator.Dialing;
using Lab.LoadGenerator.Dialing.Tls;
using Lab.LoadGenerator.Exchange.Kernel;
using Lab.LoadGenerator.Readiness;

namespace Lab.LoadGenerator.Exchange;

/// <summary>An open connection: bytes in, bytes out, with or without TLS, and one limit at a time that closes it.</summary>
/// <remarks>A limit is watched by one timer that is set again only when it goes off: reading costs no timer, no token and no allocation.</remarks>
internal sealed class Wire : IDisposable
{
    private readonly Socket _socket;
    private readonly SslStream? _tls;
    private readonly HandshakeTap? _tap;
    private readonly ReadyConnection? _ready;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private long _deadline = long.MaxValue;
    private long _due = long.MaxValue;
    private long _limitTicks;
    private int _interrupted;
    private TcpFacts? _facts;

    public Wire(string id, Socket socket, SslStream? tls, TimeProvider clock, HandshakeTap? tap = null, string? proxy = null)
    {
        Id = id;
        _socket = socket;
        _tls = tls;
        _tap = tap;
        Proxy = proxy;
        Tls = tls is null ? null : Agreed.By(tls, tap?.Group);
        _clock = clock;
        OpenedAt = LastUsedAt = clock.GetTimestamp();

        if (PeerOf(socket) is { } remote)
        {
            // A socket made for both families shows an IPv4 peer in IPv6 clothes.
            var address = remote.Address.IsIPv4MappedToIPv6 ? remote.Address.MapToIPv4() : remote.Address;
            Remote = new IPEndPoint(address, remote.Port).ToString();
            RemoteAddress = address.ToString();
            Family = Dialer.FamilyOf(address);
        }

        LocalPort = (socket.LocalEndPoint as IPEndPoint)?.Port;
        _ready = tls is null && ReadinessLoop.IsSupported ? new ReadyConnection(socket, Sent) : null;
    }

    public string Id { get; }

    public string? Remote { get; }

    public string? RemoteAddress { get; }

    public string? Family { get; }

    public int? LocalPort { get; }

    /// <summary>The proxy it goes through; null for none.</summary>
    public string? Proxy { get; }

    /// <summary>What its handshake agreed on; null without TLS.</summary>
    public TlsFacts? Tls { get; }

    /// <summary>Bytes handed to the operating system since the connection began, TLS's own included.</summary>
    public long BytesSent => _tap?.BytesSent ?? Written;

    public long OpenedAt { get; }

    public long LastUsedAt { get; set; }

    /// <summary>Requests that it has carried, the one under way included.</summary>
    public int Requests { get; set; }

    public Interruption Interrupted => (Interruption)Volatile.Read(ref _interrupted);

    /// <summary>Bytes that were sent on it since it was opened, before TLS.</summary>
    public long Written { get; private set; }

    /// <summary>Whether it takes several pieces in one send, and waits without a buffer.</summary>
    public bool IsReadiness => _ready is not null;

    /// <summary>Who reads the body under way; null for nobody.</summary>
    public IReader? Reader
    {
        set
        {
            if (_ready is not null)
            {
                _ready.Reader = value;
            }
        }
    }

    /// <summary>As <see cref="IReader.Touch"/>.</summary>
    public int Touch() => (int)Volatile.Read(ref _deadline) + (int)_limitTicks;

    /// <summary>Waits until there may be something to read, where that can be known; else comes back at once.</summary>
    public ValueTask Readable() => _ready?.Readable() ?? ValueTask.CompletedTask;

    public ValueTask<int> Receive(Memory<byte> buffer) =>
        _ready is not null ? _ready.Receive(buffer)
        : _tls is null ? _socket.ReceiveAsync(buffer, SocketFlags.None) : _tls.ReadAsync(buffer);

    public ValueTask Send(ReadOnlyMemory<byte> bytes) => _ready?.Send(bytes) ?? SendAll(bytes);

    /// <summary>Sends several pieces at once; the list is used up.</summary>
    public ValueTask Send(List<ArraySegment<byte>> segments) =>
        _ready?.Send(segments) ?? throw new InvalidOperationException("This connection takes one piece at a time.");

    /// <summary>Whether the peer has closed it, or sent what nobody asked for: an event loop would have seen that and dropped it.</summary>
    public bool IsSpent()
    {
        try
        {
            return Interrupted != Interruption.None || _socket.Poll(0, SelectMode.SelectRead);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    /// <summary>Sets the limit of the phase that begins now.</summary>
    public void Limit(TimeSpan limit)
    {
        _limitTicks = (long)(limit.TotalSeconds * _clock.TimestampFrequency);
        lock (_gate)
        {
            var deadline = _clock.GetTimestamp() + _limitTicks;
            Volatile.Write(ref _deadline, deadline);
            if (deadline < _due)
            {
                Arm(limit, deadline);
            }
        }
    }

    /// <summary>Begins the limit again, since something came.</summary>
    public void Extend(long now) => Volatile.Write(ref _deadline, now + _limitTicks);

    /// <summary>Lifts the limit.</summary>
    public void Unlimit() => Volatile.Write(ref _deadline, long.MaxValue);

    /// <summary>What the kernel knows of it, or knew when a limit closed it.</summary>
    public TcpFacts? Kernel() => _facts ?? TcpInfo.Read(_socket);

    /// <summary>Closes it under whatever is going on; the first reason given stays.</summary>
    public void Interrupt(Interruption reason)
    {
        if (Interlocked.CompareExchange(ref _interrupted, (int)reason, (int)Interruption.None) == (int)Interruption.None)
        {
            // A closed socket knows nothing any more. Of an attempt that is cancelled nobody asks.
            _facts = reason == Interruption.TimedOut ? TcpInfo.Read(_socket) : null;
            Abort();
        }
    }

    /// <summary>Closes with RST, as a client does that gives a connection up; nothing lingers.</summary>
    public void Abort()
    {
        try
        {
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Closed or reset already.
        }

        Dispose();
    }

    /// <summary>Closes in order: the peer reads the end of the stream.</summary>
    public async ValueTask Close()
    {
        if (_tls is not null)
        {
            try
            {
                await _tls.ShutdownAsync().WaitAsync(TimeSpan.FromSeconds(1), _clock);
            }
            catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException or TimeoutException)
            {
                // The peer was faster.
            }
        }

        Dispose();
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _socket.Dispose();
        _ready?.Close();
        _tls?.Dispose();
    }

    /// <summary>Null where the peer has reset the connection already: it has no address any more, and the first use says so.</summary>
    private static IPEndPoint? PeerOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint as IPEndPoint;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private async ValueTask SendAll(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var sent = bytes.Length;
            if (_tls is not null)
            {
                await _tls.WriteAsync(bytes);
            }
            else
            {
                sent = await _socket.SendAsync(bytes, SocketFlags.None);
            }

            bytes = bytes[sent..];
            Sent(sent);
        }
    }

    /// <summary>The limit counts from the last bytes that were taken.</summary>
    private void Sent(int bytes)
    {
        Written += bytes;
        if (Volatile.Read(ref _deadline) != long.MaxValue)
        {
            Extend(_clock.GetTimestamp());
        }
    }

    private void Arm(TimeSpan after, long due)
    {
        _due = due;
        if (_timer is null)
        {
            // The timer would hold on to the call's activity otherwise.
            using (ExecutionContext.SuppressFlow())
            {
                _timer = _clock.CreateTimer(static wire => ((Wire)wire!).GoOff(), this, after, Timeout.InfiniteTimeSpan);
            }
        }
        else
        {
            _timer.Change(after, Timeout.InfiniteTimeSpan);
        }
    }

    private void GoOff()
    {
        lock (_gate)
        {
            _due = long.MaxValue;
            var deadline = Volatile.Read(ref _deadline);
            if (deadline == long.MaxValue)
            {
                return;
            }

            var left = _clock.GetElapsedTime(_clock.GetTimestamp(), deadline);
            if (left > TimeSpan.Zero)
            {
                // A timer counts whole milliseconds: at least one, or it would go off early and often.
                Arm(left < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : left, deadline);
                return;
            }
        }

        Interrupt(Interruption.TimedOut);
    }
}
