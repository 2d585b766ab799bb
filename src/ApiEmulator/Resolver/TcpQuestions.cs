using System.Buffers.Binary;
using System.Net.Sockets;
using Lab.ApiEmulator.Pacing;

namespace Lab.ApiEmulator.Resolver;

/// <summary>Answers questions that come over TCP: each message behind its length, one after the other.</summary>
internal sealed class TcpQuestions(Socket listener, NameServer names, PaceClock pace, ILogger logger)
{
    private const int MostConnections = 64;

    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(10);

    public async Task Serve(CancellationToken stop)
    {
        using var places = new SemaphoreSlim(MostConnections);
        var serving = new HashSet<Task>();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await places.WaitAsync(stop);
                var task = Converse(await listener.AcceptAsync(stop), places, stop);
                serving.RemoveWhere(t => t.IsCompleted);
                serving.Add(task);
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                places.Release();
                logger.LogWarning("A connection to the resolver failed: {Why}.", exception.Message);
                await pace.Rest(Breath, stop);
            }
        }

        await Task.WhenAll(serving);
    }

    private async Task Converse(Socket socket, SemaphoreSlim places, CancellationToken stop)
    {
        try
        {
            using (socket)
            {
                while (await Read(socket, stop) is { } message)
                {
                    if (DnsQuestion.Read(message) is not { } question)
                    {
                        return;
                    }

                    var reply = names.Answer(question);
                    if (reply.IsSilent)
                    {
                        continue;
                    }

                    if (reply.Late > TimeSpan.Zero)
                    {
                        await pace.Sleep(reply.Late, stop);
                    }

                    await Write(socket, reply.Write(question, ushort.MaxValue), stop);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The asker has gone or waits for nothing, or the emulator goes.
        }
        finally
        {
            places.Release();
        }
    }

    private static async ValueTask<byte[]?> Read(Socket socket, CancellationToken stop)
    {
        using var idle = new CancellationTokenSource(IdleLimit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, stop);
        var length = new byte[2];
        if (!await Fill(socket, length, either.Token))
        {
            return null;
        }

        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        return await Fill(socket, message, either.Token) ? message : null;
    }

    private static async ValueTask<bool> Fill(Socket socket, Memory<byte> bytes, CancellationToken stop)
    {
        while (!bytes.IsEmpty)
        {
            var count = await socket.ReceiveAsync(bytes, SocketFlags.None, stop);
            if (count == 0)
            {
                return false;
            }

            bytes = bytes[count..];
        }

        return true;
    }

    private static async ValueTask Write(Socket socket, byte[] message, CancellationToken stop)
    {
        var bytes = new byte[message.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)message.Length);
        message.CopyTo(bytes, 2);
        for (ReadOnlyMemory<byte> rest = bytes; !rest.IsEmpty;)
        {
            rest = rest[await socket.SendAsync(rest, SocketFlags.None, stop)..];
        }
    }
}
