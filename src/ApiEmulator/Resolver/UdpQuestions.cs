using System.Net;
using System.Net.Sockets;
using Lab.ApiEmulator.Pacing;

namespace Lab.ApiEmulator.Resolver;

/// <summary>Answers questions that come over UDP.</summary>
internal sealed class UdpQuestions(Socket socket, NameServer names, PaceClock pace, ILogger logger)
{
    /// <summary>Late answers on their way at once; what comes beyond is answered by silence, as by any server that is overrun.</summary>
    private const int MostLate = 1024;

    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(10);

    private int _late;

    public async Task Serve(CancellationToken stop)
    {
        var buffer = new byte[65_535];
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var from = await socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), stop);
                if (DnsQuestion.Read(buffer.AsMemory(0, from.ReceivedBytes).ToArray()) is { } question)
                {
                    await Answer(question, from.RemoteEndPoint, stop);
                }
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                logger.LogWarning("A question to the resolver over UDP failed: {Why}.", exception.Message);
                await pace.Rest(Breath, stop);
            }
        }
    }

    private async ValueTask Answer(DnsQuestion question, EndPoint asker, CancellationToken stop)
    {
        var reply = names.Answer(question);
        if (reply.IsSilent)
        {
            return;
        }

        var bytes = reply.Write(question, question.UdpBytes);
        if (reply.Late <= TimeSpan.Zero)
        {
            await socket.SendToAsync(bytes, SocketFlags.None, asker, stop);
        }
        else if (Interlocked.Increment(ref _late) <= MostLate)
        {
            _ = SendLate(bytes, asker, reply.Late, stop);
        }
        else
        {
            Interlocked.Decrement(ref _late);
        }
    }

    private async Task SendLate(byte[] bytes, EndPoint asker, TimeSpan late, CancellationToken stop)
    {
        try
        {
            await pace.Sleep(late, stop);
            await socket.SendToAsync(bytes, SocketFlags.None, asker, stop);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The asker has gone, or the emulator goes.
        }
        finally
        {
            Interlocked.Decrement(ref _late);
        }
    }
}
