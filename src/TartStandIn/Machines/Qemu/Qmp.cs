using System.Net.Sockets;
using System.Text.Json;

namespace Lab.TartStandIn.Machines.Qemu;

/// <summary>QEMU's own control socket: why the guest ended, and the word to end.</summary>
internal sealed class Qmp : IDisposable
{
    private readonly NetworkStream _stream;
    private readonly Task<string?> _ending;

    private Qmp(NetworkStream stream)
    {
        _stream = stream;
        _ending = Read(stream);
    }

    /// <summary>The reason of QEMU's SHUTDOWN event (<c>guest-shutdown</c>, <c>guest-reset</c>, <c>guest-panic</c>, <c>host-signal</c> …) once QEMU hung up; null when it gave none.</summary>
    public Task<string?> Ending => _ending;

    public static async Task<Qmp> Open(Socket socket)
    {
        var stream = new NetworkStream(socket, ownsSocket: true);
        var qmp = new Qmp(stream);

        // Without it QEMU sends no events and takes no commands.
        await qmp.Say("qmp_capabilities");
        return qmp;
    }

    /// <summary>Ends QEMU.</summary>
    public async Task Quit()
    {
        try
        {
            await Say("quit");
        }
        catch (IOException)
        {
            // It has ended already.
        }
    }

    public void Dispose() => _stream.Dispose();

    private static async Task<string?> Read(NetworkStream stream)
    {
        string? reason = null;
        try
        {
            using var reader = new StreamReader(stream, leaveOpen: true);
            while (await reader.ReadLineAsync() is { } line)
            {
                using var json = JsonDocument.Parse(line);
                if (json.RootElement.TryGetProperty("event", out var name) && name.GetString() == "SHUTDOWN")
                {
                    reason = json.RootElement.GetProperty("data").GetProperty("reason").GetString();
                }
            }
        }
        catch (Exception exception) when (exception is IOException or JsonException or ObjectDisposedException)
        {
            // It was killed in the middle of a line.
        }

        return reason;
    }

    private async Task Say(string command) => await _stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new { execute = command }));
}
