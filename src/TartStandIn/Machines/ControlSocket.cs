using System.Net.Sockets;
using System.Text.Json;
using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Machines;

/// <summary>How <c>exec</c> reaches the process that is the machine: one line of JSON each way, over control.sock.</summary>
/// <remarks>The socket is named relative to the machine's directory: an absolute path could be longer than the 104 bytes that macOS allows.</remarks>
internal sealed class ControlSocket : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private ControlSocket()
    {
    }

    public static ControlSocket Listen(string directory)
    {
        Directory.SetCurrentDirectory(directory);

        // One that was killed leaves its socket behind.
        File.Delete(VmDirectory.ControlSocket);
        var socket = new ControlSocket();
        socket._listener.Bind(new UnixDomainSocketEndPoint(VmDirectory.ControlSocket));
        socket._listener.Listen();
        return socket;
    }

    /// <exception cref="SocketException">Nobody listens, or the other end went away.</exception>
    public static async Task<GuestAnswer> Ask(string directory, IReadOnlyList<string> command)
    {
        Directory.SetCurrentDirectory(directory);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(VmDirectory.ControlSocket));
        await using var stream = new NetworkStream(socket);
        await Write(stream, JsonSerializer.Serialize(command));
        using var reader = new StreamReader(stream);
        var line = await reader.ReadLineAsync() ?? throw new SocketException((int)SocketError.ConnectionReset);
        return JsonSerializer.Deserialize<GuestAnswer>(line)!;
    }

    /// <summary>Answers until a command ends the machine; the result is what <c>run</c> prints then.</summary>
    public async Task<string> Serve(IMachine machine, CancellationToken stopped)
    {
        while (true)
        {
            using var socket = await _listener.AcceptAsync(stopped);
            try
            {
                await using var stream = new NetworkStream(socket);
                using var reader = new StreamReader(stream);
                var command = await reader.ReadLineAsync(stopped) ?? "[]";
                var answer = machine.Execute(JsonSerializer.Deserialize<string[]>(command) ?? []);
                await Write(stream, JsonSerializer.Serialize(answer));
                if (answer.Ending is { } ending)
                {
                    return ending;
                }
            }
            catch (Exception exception) when (exception is IOException or JsonException)
            {
                // Whoever asked is gone or spoke nonsense; the machine goes on.
            }
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        File.Delete(VmDirectory.ControlSocket);
    }

    private static async Task Write(NetworkStream stream, string line) =>
        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"{line}\n"));
}
