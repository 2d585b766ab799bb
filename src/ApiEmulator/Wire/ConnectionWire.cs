using System.IO.Pipelines;
using System.Net.Sockets;
using Lab.ApiEmulator.Connections;
using Lab.ApiEmulator.Connections.Idle;
using Lab.ApiEmulator.Connections.Slow;
using Lab.ApiEmulator.Pacing;
using Microsoft.AspNetCore.Connections;

namespace Lab.ApiEmulator.Wire;

/// <summary>A client's connection below TLS and HTTP: passes bytes through until a fault ends it with RST or FIN.</summary>
/// <remarks>What a reply can do to its connection is a method of this type; faults of the connection itself are in Connections.</remarks>
internal sealed class ConnectionWire : IDuplexPipe, IAsyncDisposable
{
    /// <summary>How long a client may keep its side of a closed connection open.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConnectionContext _connection;
    private readonly IDuplexPipe _transport;
    private readonly Socket _socket;
    private readonly WireOutput _output;
    private SlowLine? _slow;
    private int _requests;

    public ConnectionWire(ConnectionContext connection, Socket socket, long number, long openedAt, Accepted? accepted = null)
    {
        Number = number;
        OpenedAt = openedAt;
        Accepted = accepted;
        _connection = connection;
        _transport = connection.Transport;
        _socket = socket;
        _output = new WireOutput(socket, _transport.Output, connection.Abort);
    }

    /// <summary>Which of all connections since the start, from 1.</summary>
    public long Number { get; }

    /// <summary>When it was accepted, in the clock's timestamps.</summary>
    public long OpenedAt { get; }

    /// <summary>What a connection of the sessions was accepted under; null at the endpoint that the lab controls the emulator by.</summary>
    public Accepted? Accepted { get; }

    /// <summary>Watches for idleness; null where no fault strikes idle connections.</summary>
    public IdleInput? Idle { get; private set; }

    public PipeReader Input => _slow?.Input ?? Idle ?? _transport.Input;

    public PipeWriter Output => _slow?.Output ?? _output;

    /// <summary>Counts a request in and gives it its number on this connection, from 1.</summary>
    public int CountRequest() => ++_requests;

    /// <summary>Makes the link slow, before anything has passed.</summary>
    public void SlowDown(Func<Delay> delay, PaceClock pace) => _slow = new SlowLine(_transport.Input, _output, delay, pace, _connection.ConnectionClosed);

    /// <summary>Watches for idleness, before anything has passed.</summary>
    public void WatchIdle(IdleSurroundings around) => Idle = new IdleInput(_transport.Input, this, Accepted!, around);

    /// <summary>Ends the connection with RST, once all that was flushed has reached the client; nothing goes out afterwards.</summary>
    public async ValueTask Reset()
    {
        await Cut();

        // RST throws away what the kernel still holds.
        await SendQueue.Emptied(_socket);
        _connection.Abort(new ConnectionAbortedException("A planned fault resets the connection."));
    }

    /// <summary>Ends the connection with FIN behind all that was flushed; nothing goes out afterwards. Comes back when the client has closed too, or kept its side open for longer than is usual.</summary>
    public async ValueTask Close()
    {
        await Cut();
        if (!SendEnd())
        {
            return;
        }

        // Closing while the runtime's own read is under way can put RST behind the FIN; once the client has closed as well, nothing can.
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var _ = _connection.ConnectionClosed.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), closed);
        await Task.WhenAny(closed.Task, Task.Delay(Patience, TimeProvider.System, CancellationToken.None));
    }

    /// <summary>Lets the next flush go out byte after byte, from the first to the last in that time.</summary>
    public void SendSlowly(TimeSpan over, PaceClock pace, CancellationToken clientLeft) => _output.SlowNext(new SlowSend(over, pace, clientLeft));

    /// <summary>Waits until the client has left, though nobody reads what it sends. False when that took longer than the longest time.</summary>
    public ValueTask<bool> PeerLeft(TimeSpan longest, CancellationToken left) => PeerWatch.Left(_socket, longest, left);

    /// <summary>Sends FIN now and nothing afterwards; what comes in is still read. False when the client was faster.</summary>
    public bool SendEnd()
    {
        _output.Cut();
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Lets a slow link's rest go out, and gives back what the connection borrowed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_slow is not null)
        {
            await _slow.DisposeAsync();
        }

        Idle?.Dispose();
        _output.Release();
    }

    private async ValueTask Cut()
    {
        if (_slow is not null)
        {
            await _slow.Drain();
        }

        _output.Cut();
    }
}
