using System.Net.Sockets;
using Lab.ApiEmulator.Pacing;

namespace Lab.ApiEmulator.Wire;

/// <summary>Sends bytes one by one, evenly over a time. A client that leaves ends it.</summary>
/// <param name="Over">From the first byte to the last.</param>
/// <param name="Pace">For the moments.</param>
/// <param name="ClientLeft">Ends it.</param>
internal sealed record SlowSend(TimeSpan Over, PaceClock Pace, CancellationToken ClientLeft)
{
    /// <summary>Sends all of them. Returns how many they are.</summary>
    /// <exception cref="SocketException">The client left.</exception>
    public async ValueTask<int> Send(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        var start = Pace.Now;
        for (var sent = 0; sent < bytes.Length; sent++)
        {
            try
            {
                await Pace.SleepUntil(start + Pace.Stamps(Over * (sent / (double)Math.Max(1, bytes.Length - 1))), ClientLeft);
            }
            catch (OperationCanceledException)
            {
                throw new SocketException((int)SocketError.ConnectionAborted);
            }

            await socket.SendAsync(bytes.Slice(sent, 1), SocketFlags.None, CancellationToken.None);
        }

        return bytes.Length;
    }
}
