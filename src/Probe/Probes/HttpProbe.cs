using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Lab.Contracts;

namespace Lab.Probe.Probes;

/// <summary>Asks for the target's root on a connection of its own, up to the first byte of the answer. Any status is an answer.</summary>
internal sealed class HttpProbe : IProbe
{
    private const int LongestStatusLine = 4096;

    public string Name => "http";

    public ProbeScope Scope => ProbeScope.FirstAddress;

    public FailureLayer Layer => FailureLayer.Connect;

    public async Task Attempt(ProbeAttempt attempt, CancellationToken cancellation)
    {
        using var socket = await TcpDial.Open(attempt, cancellation);
        await using var plain = new NetworkStream(socket);
        await using var tls = attempt.IsTls ? await TlsHandshake.Make(attempt, plain, cancellation) : null;
        if (attempt.Failure is not null)
        {
            // A client would stop at such a certificate, and so does the probe.
            return;
        }

        Stream stream = tls is null ? plain : tls;
        attempt.Step(FailureLayer.Write, "sending the request");
        await stream.WriteAsync(Request(attempt.Target), cancellation);

        attempt.Step(FailureLayer.Headers, "waiting for the answer");
        await ReadStatus(attempt, stream, cancellation);
    }

    private static byte[] Request(Uri target) => Encoding.ASCII.GetBytes(
        $"GET / HTTP/1.1\r\nHost: {(target.IsDefaultPort ? HostOf(target) : $"{HostOf(target)}:{target.Port}")}\r\nUser-Agent: lab-probe\r\nAccept: */*\r\nConnection: close\r\n\r\n");

    private static string HostOf(Uri target) => target.HostNameType == UriHostNameType.IPv6 ? target.Host : target.IdnHost;

    private static async Task ReadStatus(ProbeAttempt attempt, Stream stream, CancellationToken cancellation)
    {
        var buffer = new byte[LongestStatusLine];
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellation);
            if (length == 0)
            {
                attempt.StopClock();
            }

            length += read;
            var end = buffer.AsSpan(0, length).IndexOf("\r\n"u8);
            if (end >= 0 || read == 0 || length == buffer.Length)
            {
                Judge(attempt, length, Encoding.Latin1.GetString(buffer, 0, end >= 0 ? end : length), isWhole: end >= 0);
                return;
            }
        }
    }

    private static void Judge(ProbeAttempt attempt, int length, string line, bool isWhole)
    {
        var parts = line.Split(' ', 3);
        if (length == 0)
        {
            attempt.Fail(FailureKind.Closed, "The peer closed the connection before any byte of an answer.");
        }
        else if (isWhole && parts.Length >= 2 && parts[0].StartsWith("HTTP/", StringComparison.Ordinal) && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            attempt.Note("status", $"{status}");
            attempt.Note("http-version", parts[0]["HTTP/".Length..]);
        }
        else
        {
            // What came may be anything, a secret too: it is told by its length alone.
            attempt.Fail(FailureKind.Malformed, $"The answer does not begin like HTTP ({length} bytes came).");
        }
    }
}
