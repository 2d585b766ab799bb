using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Lab.ApiEmulator.Wire;

/// <summary>A client's connection below HTTP: passes bytes through until a fault ends it with RST or FIN.</summary>
/// <remarks>Faults of the connection itself belong here and in <see cref="WireExtensions"/>: what a reply can do to its connection is a method of this type.</remarks>
internal sealed class ConnectionWire : IDuplexPipe
{
    private readonly ConnectionContext _connection;
    private readonly IDuplexPipe _transport;
    private readonly Socket _socket;
    private readonly WireOutput _output;

    public ConnectionWire(ConnectionContext connection, Socket socket)
    {
        _connection = connection;
        _transport = connection.Transport;
        _socket = socket;
        _output = new WireOutput(socket, _transport.Output, connection.Abort);
    }

    public PipeReader Input => _transport.Input;

    public PipeWriter Output => _output;

    /// <summary>Ends the connection with RST, once all that was flushed has reached the client; nothing goes out afterwards.</summary>
    public async ValueTask Reset()
    {
        _output.Cut();

        // RST throws away what the kernel still holds.
        await SendQueue.Emptied(_socket);
        _connection.Abort(new ConnectionAbortedException("A planned fault resets the connection."));
    }

    /// <summary>Ends the connection with FIN behind all that was flushed; nothing goes out afterwards. Comes back once the FIN is out.</summary>
    public async ValueTask Close()
    {
        _output.Cut();

        // The transport's own end in order: shutdown, then close. Aborting it before that is done would make it RST.
        await _transport.Output.CompleteAsync();
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (_connection.ConnectionClosed.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), closed))
        {
            await closed.Task;
        }
    }

    /// <summary>Gives back what the connection borrowed.</summary>
    public void Release() => _output.Release();
}
