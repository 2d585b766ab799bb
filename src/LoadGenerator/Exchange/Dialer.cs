using System.Net;
using System.Net.Sockets;
using Lab.Contracts;
using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Exchange;

/// <summary>Opens connections: the system's resolver, each address in its order with a time and an errno of its own, then TLS.</summary>
internal sealed class Dialer(TimeProvider clock, TlsHandshake handshake)
{
    public async Task<Dialed> Dial(TargetAddress endpoint, string connectionId, SocketHabits habits, ExchangeLimits limits, AttemptMeter meter, CancellationToken cancellation)
    {
        IPAddress[] addresses;
        meter.Dns.From = meter.Now();
        try
        {
            addresses = await Dns.GetHostAddressesAsync(endpoint.Host, cancellation);
            meter.Dns.To = meter.Now();
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ArgumentException)
        {
            return new Dialed(null, Classifier.Resolve(exception, endpoint.Host));
        }

        if (addresses.Length == 0)
        {
            return new Dialed(null, Trouble.Of(FailureLayer.Dns, FailureKind.NameNotFound, "ENOTFOUND", $"{endpoint.Host} has no address."));
        }

        var (socket, trouble) = await Connect(addresses, endpoint.Port, habits, limits.Connect, meter, cancellation);
        if (socket is null || !endpoint.IsTls)
        {
            return new Dialed(socket is null ? null : new Wire(connectionId, socket, null, clock), trouble);
        }

        meter.Tls.From = meter.Now();
        var (tls, refused) = await handshake.Shake(socket, endpoint.Host, limits.Tls, cancellation);
        if (tls is null)
        {
            return new Dialed(null, refused);
        }

        meter.Tls.To = meter.Now();
        return new Dialed(new Wire(connectionId, socket, tls, clock), null);
    }

    public static string FamilyOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? "ipv6" : "ipv4";

    private async Task<(Socket? Socket, Trouble? Trouble)> Connect(IPAddress[] addresses, int port, SocketHabits habits, TimeSpan? limit, AttemptMeter meter, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(limit ?? Timeout.InfiniteTimeSpan, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        Trouble? worst = null;

        meter.Connect.From = meter.Now();
        foreach (var address in addresses)
        {
            var target = new IPEndPoint(address, port);
            var from = meter.Now();
            Socket? socket = null;
            try
            {
                socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                habits.Apply(socket);
                await socket.ConnectAsync(target, either.Token);

                meter.Connect.To = meter.Now();
                meter.Tried(new AddressTried(target.ToString(), FamilyOf(address), meter.Elapsed(from, meter.Connect.To), null), from);
                return (socket, null);
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                socket?.Dispose();
                var trouble = exception is OperationCanceledException && !cancellation.IsCancellationRequested
                    ? Trouble.Of(FailureLayer.Connect, FailureKind.TimedOut, null, $"{target} did not answer within {limit!.Value.TotalSeconds:0.###} s.")
                    : Classifier.Classify(exception, FailureLayer.Connect, $"connecting to {target}");
                meter.Tried(new AddressTried(target.ToString(), FamilyOf(address), meter.Elapsed(from, meter.Now()), trouble.Failure.Errno), from);
                worst = Classifier.Telling(worst, trouble);
                if (either.IsCancellationRequested)
                {
                    break;
                }
            }
        }

        return (null, worst);
    }
}
