using System.Buffers;
using System.Net.Sockets;
using System.Text;
using Lab.Contracts;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Dialing;

/// <summary>Asks a proxy for a tunnel to the target by <c>CONNECT</c>. What goes wrong there happened before any TLS, so it is a failure to connect.</summary>
internal static class ProxyTunnel
{
    private const int MostAnswer = 16 * 1024;

    /// <summary>Null when the tunnel stands.</summary>
    public static async Task<Trouble?> Open(Socket socket, TargetAddress endpoint, CancellationToken limit)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MostAnswer);
        try
        {
            var authority = endpoint.Authority.EndsWith($":{endpoint.Port}", StringComparison.Ordinal) ? endpoint.Authority : $"{endpoint.Authority}:{endpoint.Port}";
            var request = Encoding.ASCII.GetBytes($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\nProxy-Connection: keep-alive\r\n\r\n");
            for (var sent = 0; sent < request.Length;)
            {
                sent += await socket.SendAsync(request.AsMemory(sent), SocketFlags.None, limit);
            }

            for (var have = 0; have < MostAnswer;)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(have, MostAnswer - have), SocketFlags.None, limit);
                if (read == 0)
                {
                    return Failed(FailureKind.Closed, $"The proxy {endpoint.Proxy} closed in order instead of answering CONNECT.");
                }

                have += read;
                var length = ResponseHead.Read(buffer.AsSpan(0, have), out var head, out var problem);
                if (problem is not null)
                {
                    return Failed(FailureKind.Malformed, $"The proxy {endpoint.Proxy} answered CONNECT with what is not HTTP: {problem}");
                }

                if (length > 0 && head.Status >= 200)
                {
                    return Answered(endpoint, head.Status, have - length);
                }
            }

            return Failed(FailureKind.Malformed, $"The proxy {endpoint.Proxy} answered CONNECT with a header longer than {MostAnswer} bytes.");
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return Classifier.Classify(exception, FailureLayer.Connect, $"asking the proxy {endpoint.Proxy} for a tunnel");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Trouble? Answered(TargetAddress endpoint, int status, int behind) => status switch
    {
        >= 200 and < 300 when behind == 0 => null,
        >= 200 and < 300 => Failed(FailureKind.Malformed, $"The proxy {endpoint.Proxy} sent {behind} bytes behind its answer to CONNECT, before anybody had asked for any."),

        // The one that wants to know who asks.
        407 => Failed(FailureKind.Unauthorized, $"The proxy {endpoint.Proxy} answered CONNECT with 407: it wants a user and a password."),
        _ => Failed(Classifier.OfStatus(status), $"The proxy {endpoint.Proxy} answered CONNECT with {status}."),
    };

    private static Trouble Failed(FailureKind kind, string detail) => Trouble.Of(FailureLayer.Connect, kind, null, detail);
}
