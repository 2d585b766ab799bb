using System.Net;
using System.Net.Sockets;
using Lab.Contracts;

namespace Lab.Probe.Probes;

/// <summary>Asks the system's resolver for the addresses of one family.</summary>
internal sealed class DnsProbe(LookupThreads lookups) : IProbe
{
    public string Name => "dns";

    public ProbeScope Scope => ProbeScope.Name;

    public FailureLayer Layer => FailureLayer.Dns;

    public async Task Attempt(ProbeAttempt attempt, CancellationToken cancellation)
    {
        try
        {
            attempt.Answers = await Lookup(attempt, attempt.Family, cancellation);
        }
        catch (SocketException exception) when (SocketErrors.Kind(SocketErrors.Errno(exception)) == FailureKind.NameNotFound)
        {
            // .NET tells "no such name" and "no address of this family" alike. Only the first is a failure: does the name exist at all?
            attempt.StopClock();
            if (!await HasOther(attempt, cancellation))
            {
                throw;
            }

            attempt.Note("note", $"the name exists and has no {attempt.Family} address");
        }

        attempt.Note("answers", string.Join(", ", attempt.Answers));
    }

    private async Task<bool> HasOther(ProbeAttempt attempt, CancellationToken cancellation)
    {
        try
        {
            return (await Lookup(attempt, attempt.Family == Families.Ipv4 ? Families.Ipv6 : Families.Ipv4, cancellation)).Length > 0;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // Then nothing speaks against the answer: the name was not found.
            return false;
        }
    }

    private async Task<IPAddress[]> Lookup(ProbeAttempt attempt, string family, CancellationToken cancellation)
    {
        // A dead resolver holds lookups that nobody waits for any more; while they hold all places, this one says nothing about the resolver.
        attempt.Step(FailureLayer.Client, "waiting for earlier lookups to come back");
        using var place = await lookups.Take(cancellation);

        attempt.Step(FailureLayer.Dns, "looking up the name");
        return await place.Lookup(attempt.Host, Families.ToSocket(family), cancellation);
    }
}
