using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Lab.ApiEmulator.Doors;

/// <summary>A port that is always ours, and listens or refuses: a socket that is bound and does not listen is what the kernel answers for with RST.</summary>
/// <remarks>To refuse, a second socket is bound beside the listening one before that is closed; to listen again, the second begins to. So the port is never free for others.</remarks>
[SuppressMessage("Reliability", "CA2213", Justification = "Close disposes of the socket, whichever it is then.")]
internal sealed class PortGate : IDisposable
{
    private const int Backlog = 512;

    private readonly Lock _gate = new();
    private Socket _socket;
    private bool _isListening;
    private bool _isClosed;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="address">Address and port; port 0 takes any.</param>
    /// <exception cref="SocketException">The port is taken, or not allowed.</exception>
    public PortGate(IPEndPoint address)
    {
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Alone: a port of somebody else's is refused here. Only then do we let ourselves in beside us.
            _socket.Bind(address);
            Share(_socket);
            _socket.Listen(Backlog);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        Address = (IPEndPoint)_socket.LocalEndPoint!;
        _isListening = true;
    }

    /// <summary>The address and its port.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Stops listening; connections that were accepted live on. False when it refused already, or was closed.</summary>
    /// <exception cref="SocketException">There was no second socket to be had; it goes on listening.</exception>
    public bool Refuse()
    {
        lock (_gate)
        {
            if (!_isListening || _isClosed)
            {
                return false;
            }

            var bound = new Socket(Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                Share(bound);
                bound.Bind(Address);
                LetOthersIn(bound, false);
            }
            catch
            {
                bound.Dispose();
                throw;
            }

            _socket.Dispose();
            _socket = bound;
            _isListening = false;
            return true;
        }
    }

    /// <summary>Listens again, on the same port.</summary>
    public void Admit()
    {
        lock (_gate)
        {
            if (_isListening || _isClosed)
            {
                return;
            }

            LetOthersIn(_socket, true);
            _socket.Listen(Backlog);
            _isListening = true;
            Tell();
        }
    }

    /// <summary>The socket that listens; waits while the port refuses. Null once it is closed.</summary>
    public async ValueTask<Socket?> Listening(CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_isClosed)
                {
                    return null;
                }

                if (_isListening)
                {
                    return _socket;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellation);
        }
    }

    /// <summary>Gives the port back.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _socket.Dispose();
            Tell();
        }
    }

    public void Dispose() => Close();

    private void Tell()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>SO_REUSEPORT: what .NET's ReuseAddress sets on Unix.</summary>
    private static void Share(Socket socket) => socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);

    /// <summary>SO_REUSEADDR, which the runtime sets at every bind, lets others of Linux have a port that is bound and does not listen. It is on again before connections come, which pass it on to their TIME_WAIT: a restart must get the port.</summary>
    private static void LetOthersIn(Socket socket, bool lets)
    {
        const int socketLevel = 1, reuseAddress = 2;
        if (OperatingSystem.IsLinux())
        {
            socket.SetRawSocketOption(socketLevel, reuseAddress, BitConverter.GetBytes(lets ? 1 : 0));
        }
    }
}
