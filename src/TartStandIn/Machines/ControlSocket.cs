using System.Net.Sockets;
using System.Text.Json;
using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Machines;

/// <summary>How <c>exec</c> reaches the process that is the machine: a line of JSON with the command, and lines of JSON back, over control.sock.</summary>
/// <remarks>The socket is named relative to the machine's directory: an absolute path could be longer than the 104 bytes that macOS allows.</remarks>
internal sealed class ControlSocket : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly TaskCompletionSource<string> _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);

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

    /// <exception cref="SocketException">Nobody listens.</exception>
    /// <exception cref="IOException">The other end went away before it answered; the command may have run.</exception>
    public static async Task<GuestAnswer> Ask(string directory, IReadOnlyList<string> command, GuestOutput output, CancellationToken cancellation = default)
    {
        Directory.SetCurrentDirectory(directory);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(VmDirectory.ControlSocket), cancellation);
        await using var stream = new NetworkStream(socket);
        await Write(stream, command);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            var part = JsonSerializer.Deserialize<Part>(line)!;
            if (part.Answer is { } answer)
            {
                return answer;
            }

            await output(part.Bytes, part.IsError);
        }

        throw new EndOfStreamException("the connection to the VM was lost before its guest answered");
    }

    /// <summary>Answers until the machine ends; the result is what <c>run</c> prints then.</summary>
    public async Task<string> Serve(IMachine machine, CancellationToken stopped)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        var accepting = Accept(machine, over.Token);
        var first = await Task.WhenAny(machine.Ended, _ending.Task, accepting);
        await over.CancelAsync();
        if (first == accepting)
        {
            await accepting;
        }

        return await (Task<string>)first;
    }

    public void Dispose()
    {
        _listener.Dispose();
        File.Delete(VmDirectory.ControlSocket);
    }

    private async Task<string> Accept(IMachine machine, CancellationToken over)
    {
        while (true)
        {
            _ = Answer(await _listener.AcceptAsync(over), machine, over);
        }
    }

    private async Task Answer(Socket socket, IMachine machine, CancellationToken over)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(over);
        using (socket)
        {
            try
            {
                await using var stream = new NetworkStream(socket);
                using var reader = new StreamReader(stream);
                var command = JsonSerializer.Deserialize<string[]>(await reader.ReadLineAsync(over) ?? "[]") ?? [];
                _ = CancelWhenGone(reader, gone);
                using var turn = new SemaphoreSlim(1, 1);
                var answer = await machine.Execute(command, (bytes, isError) => Say(stream, turn, new Part { Bytes = bytes.ToArray(), IsError = isError }), gone.Token);
                await Say(stream, turn, new Part { Answer = answer });
                if (answer.Ending is { } ending)
                {
                    _ending.TrySetResult(ending);
                }
            }
            catch (Exception exception) when (exception is IOException or JsonException or OperationCanceledException or ObjectDisposedException)
            {
                // Whoever asked is gone or spoke nonsense; the machine goes on.
            }
        }
    }

    /// <summary>Who asked says nothing more, so the end of what it says is its own end.</summary>
    private static async Task CancelWhenGone(StreamReader reader, CancellationTokenSource gone)
    {
        try
        {
            try
            {
                await reader.ReadLineAsync(gone.Token);
            }
            catch (IOException)
            {
                // It hung up hard.
            }

            await gone.CancelAsync();
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // It was answered.
        }
    }

    /// <summary>Both outputs of a command come at once, and a line must come whole.</summary>
    private static async Task Say(NetworkStream stream, SemaphoreSlim turn, Part part)
    {
        await turn.WaitAsync();
        try
        {
            await Write(stream, part);
        }
        finally
        {
            turn.Release();
        }
    }

    private static async Task Write<T>(NetworkStream stream, T value)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(value);
        await stream.WriteAsync((byte[])[.. line, (byte)'\n']);
    }

    /// <summary>A line of the answer: some output, or the end.</summary>
    private sealed record Part
    {
        public byte[] Bytes { get; init; } = [];

        public bool IsError { get; init; }

        public GuestAnswer? Answer { get; init; }
    }
}
