using System.Net;
using System.Net.Sockets;

namespace Lab.ApiEmulator.Resolver;

/// <summary>An address whose connects are never answered: a listener with the shortest queue, filled, from which nobody is accepted.</summary>
internal sealed class BlackHole : IDisposable
{
    /// <summary>More than any system puts into the shortest queue.</summary>
    private const int MostFillers = 16;

    /// <summary>On loopback a connect that is answered is answered long before.</summary>
    private static readonly TimeSpan Answered = TimeSpan.FromMilliseconds(150);

    private readonly List<Socket> _sockets = [];

    private BlackHole()
    {
    }

    /// <summary>Digs one.</summary>
    /// <exception cref="SocketException">The address cannot be had.</exception>
    /// <exception cref="NotSupportedException">The system answers however full the queue is.</exception>
    public static async Task<BlackHole> Dig(IPEndPoint address, CancellationToken cancellation)
    {
        var hole = new BlackHole();
        try
        {
            var listener = hole.Open(address.AddressFamily);
            listener.Bind(address);
            listener.Listen(0);
            for (var i = 0; i < MostFillers; i++)
            {
                if (!await IsAnswered(hole.Open(address.AddressFamily), address, cancellation))
                {
                    return hole;
                }
            }
        }
        catch
        {
            hole.Dispose();
            throw;
        }

        hole.Dispose();
        throw new NotSupportedException($"connects to {address} are still answered after {MostFillers} that nobody accepted");
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
        {
            socket.Close(0);
        }

        _sockets.Clear();
    }

    private Socket Open(AddressFamily family)
    {
        var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(socket);
        return socket;
    }

    private static async Task<bool> IsAnswered(Socket socket, IPEndPoint address, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Answered);
        try
        {
            await socket.ConnectAsync(address, limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
