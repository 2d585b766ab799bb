using System.Collections.Concurrent;
using System.Net;
using DnsClient;
using DnsClient.Protocol;
using Lab.Contracts;
using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Dialing.Names;

/// <summary>Asks one name server for a name, as glibc's getaddrinfo does: A and AAAA side by side, each twice at most with five seconds each, over TCP where an answer was cut off. Nothing is kept; neither a hosts file nor search domains are looked at.</summary>
/// <param name="timeout">The wait for an answer; null is glibc's.</param>
internal sealed class ServerLookup(TimeSpan? timeout = null)
{
    /// <summary>glibc's <c>options timeout:5</c>.</summary>
    public static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(5);

    /// <summary>glibc's <c>options attempts:2</c>.</summary>
    public const int Attempts = 2;

    private readonly ConcurrentDictionary<IPEndPoint, LookupClient> _clients = new();

    public async Task<Found> Find(string host, IPEndPoint server, CancellationToken cancellation)
    {
        var client = _clients.GetOrAdd(server, Client);
        var six = Ask(client, host, QueryType.AAAA, cancellation);
        var four = Ask(client, host, QueryType.A, cancellation);
        var answers = await Task.WhenAll(six, four);

        var addresses = AddressOrder.Sort([.. answers.SelectMany(a => a.Addresses)]);
        var failed = answers.FirstOrDefault(a => a.Failure is not null);
        if (addresses.Length > 0)
        {
            return new Found(addresses, null, failed.Failure is null ? null : $"the name server {server} failed for {failed.Type}: {failed.Failure}");
        }

        if (answers.Any(a => a.Exists == false) || failed.Failure is null)
        {
            var why = answers.Any(a => a.Exists == false) ? "says that it does not exist" : "knows no address of it";
            return new Found([], Trouble.Of(FailureLayer.Dns, FailureKind.NameNotFound, "ENOTFOUND", $"The name server {server} was asked for {host} and {why}."));
        }

        return new Found([], Trouble.Of(FailureLayer.Dns, FailureKind.NameServerFailed, "EAI_AGAIN", $"The name server {server} failed for {host}: {failed.Failure}."));
    }

    private static async Task<Answer> Ask(LookupClient client, string host, QueryType type, CancellationToken cancellation)
    {
        try
        {
            var response = await client.QueryAsync(host, type, QueryClass.IN, cancellation);
            return (DnsHeaderResponseCode)response.Header.ResponseCode switch
            {
                DnsHeaderResponseCode.NoError => new Answer(type, [.. response.Answers.OfType<AddressRecord>().Select(r => r.Address)], true, null),
                DnsHeaderResponseCode.NotExistentDomain => new Answer(type, [], false, null),
                var code => new Answer(type, [], null, $"it answered {code}"),
            };
        }
        catch (DnsResponseException exception)
        {
            cancellation.ThrowIfCancellationRequested();
            return new Answer(type, [], null, exception.Code == DnsResponseCode.ConnectionTimeout ? "it did not answer" : (exception.InnerException ?? exception).Message.TrimEnd('.'));
        }
    }

    private LookupClient Client(IPEndPoint server) => new(new LookupClientOptions(server)
    {
        Timeout = timeout ?? UsualTimeout,
        Retries = Attempts - 1,
        UseCache = false,
        UseTcpFallback = true,
        ThrowDnsErrors = false,
        ContinueOnDnsError = false,
        ContinueOnEmptyResponse = false,

        // No EDNS, as glibc asks by default.
        ExtendedDnsBufferSize = 0,
    });

    /// <param name="Type">What was asked for.</param>
    /// <param name="Addresses">What came.</param>
    /// <param name="Exists">Whether the name exists; null where nobody said.</param>
    /// <param name="Failure">Why there is no answer; null where there is one.</param>
    private readonly record struct Answer(QueryType Type, IPAddress[] Addresses, bool? Exists, string? Failure);
}
