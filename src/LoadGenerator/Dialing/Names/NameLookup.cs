using System.Net;
using System.Net.Sockets;
using Lab.Contracts;
using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Dialing.Names;

/// <summary>From a host to its addresses: as they stand, from the system's resolver, or from a server that the target names.</summary>
internal sealed class NameLookup
{
    private readonly SystemLookup _system = new();
    private readonly ServerLookup _servers = new();

    /// <param name="host">A name, or an address without brackets; nobody is asked for an address.</param>
    /// <param name="resolver">The server to ask instead of the system's resolver.</param>
    /// <param name="cancellation">Ends it.</param>
    public async ValueTask<Found> Find(string host, IPEndPoint? resolver, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return new Found([literal], null);
        }

        try
        {
            if (resolver is not null)
            {
                return await _servers.Find(host, resolver, cancellation);
            }

            var addresses = await _system.Find(host, cancellation);
            return new Found(addresses, addresses.Length > 0 ? null : Trouble.Of(FailureLayer.Dns, FailureKind.NameNotFound, "ENOTFOUND", $"{host} has no address."));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ArgumentException)
        {
            return new Found([], Classifier.Resolve(exception, host));
        }
    }
}
