using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DnsClient;
using Lab.Contracts;
using Lab.Tests.ApiEmulator.Connections;
using Lab.Tests.Support;
using static Lab.Tests.ApiEmulator.Connections.SessionEmulator;

namespace Lab.Tests.ApiEmulator.Resolver;

/// <summary>The lab's resolver, asked by a client of others' making.</summary>
public sealed class ResolverTests(Stores stores)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(600);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_emulators_name_has_an_IPv4_address_and_no_other(bool tcp)
    {
        await using var sessions = await Start(stores);
        var client = Client(sessions, tcp);

        var a = await client.QueryAsync("Api.Lab.Test", QueryType.A, cancellationToken: Stop);
        Assert.Equal(IPAddress.Loopback, Assert.Single(a.Answers.ARecords()).Address);
        Assert.Equal("Api.Lab.Test.", a.Questions[0].QueryName.Original);
        var aaaa = await client.QueryAsync(EmulatorNames.Host, QueryType.AAAA, cancellationToken: Stop);
        Assert.False(aaaa.HasError);
        Assert.Empty(aaaa.Answers);
        Assert.Empty((await client.QueryAsync(EmulatorNames.Host, QueryType.TXT, cancellationToken: Stop)).Answers);
        Assert.Equal(DnsHeaderResponseCode.NotExistentDomain, (await client.QueryAsync("elsewhere.example", QueryType.A, cancellationToken: Stop)).Header.ResponseCode);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public async Task A_planned_error_is_answered(bool tcp, bool isNotFound)
    {
        FaultSpec fault = isNotFound ? new DnsNameNotFound() : new DnsServerFailure();
        await using var sessions = await Start(stores, fault);

        var answer = await Client(sessions, tcp).QueryAsync(EmulatorNames.Host, QueryType.A, cancellationToken: Stop);

        Assert.Equal(isNotFound ? DnsHeaderResponseCode.NotExistentDomain : DnsHeaderResponseCode.ServerFailure, answer.Header.ResponseCode);
        Assert.Equal(1, await sessions.Strikes(FaultKinds.NameOf(fault)));
        await sessions.Set();
        Assert.NotEmpty((await Client(sessions, tcp).QueryAsync(EmulatorNames.Host, QueryType.A, cancellationToken: Stop)).Answers);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_planned_silence_is_a_time_out(bool tcp)
    {
        await using var sessions = await Start(stores, new DnsSilence());

        var thrown = await Assert.ThrowsAsync<DnsResponseException>(() => Client(sessions, tcp).QueryAsync(EmulatorNames.Host, QueryType.A, cancellationToken: Stop));

        Assert.Equal(DnsResponseCode.ConnectionTimeout, thrown.Code);
        Assert.Equal(1, await sessions.Strikes("dns-silence"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_planned_delay_is_waited_for_and_holds_nobody_else_up(bool tcp)
    {
        await using var sessions = await Start(stores, new DnsSlow { By = TimeSpan.FromMilliseconds(250) });
        var client = Client(sessions, tcp);
        var watch = Stopwatch.StartNew();

        var slow = client.QueryAsync(EmulatorNames.Host, QueryType.A, cancellationToken: Stop);
        await Client(sessions, tcp).QueryAsync("elsewhere.example", QueryType.A, cancellationToken: Stop);
        Assert.False(slow.IsCompleted);
        Assert.NotEmpty((await slow).Answers);

        Assert.True(watch.Elapsed >= TimeSpan.FromMilliseconds(245), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public async Task A_wrong_address_is_given_where_nobody_listens()
    {
        await using var sessions = await Start(stores, new DnsWrongAddress());

        var answer = await Client(sessions).QueryAsync(EmulatorNames.Host, QueryType.A, cancellationToken: Stop);
        var address = Assert.Single(answer.Answers.ARecords()).Address;

        Assert.Equal("127.99.99.99", address.ToString());
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var thrown = await Assert.ThrowsAsync<SocketException>(async () => await socket.ConnectAsync(new IPEndPoint(address, sessions.Places.Http!.Port), Stop));
        Assert.Contains(thrown.SocketErrorCode, new[] { SocketError.ConnectionRefused, SocketError.AddressNotAvailable });
    }

    [Fact]
    public async Task A_dead_IPv6_address_is_given_beside_the_right_one_and_nobody_answers_there()
    {
        Assert.SkipUnless(HasIpv6(), "This host has no IPv6 loopback.");
        await using var sessions = await Start(stores, new DnsDeadIpv6());
        var client = Client(sessions);

        Assert.NotEmpty((await client.QueryAsync(EmulatorNames.Host, QueryType.A, cancellationToken: Stop)).Answers);
        var answer = await client.QueryAsync(EmulatorNames.Host, QueryType.AAAA, cancellationToken: Stop);
        var address = Assert.Single(answer.Answers.AaaaRecords()).Address;

        foreach (var url in new[] { sessions.Places.Http!, sessions.Places.Https! })
        {
            Assert.Equal("in vain", await Connect(new IPEndPoint(address, url.Port)));
        }

        await sessions.AssertHealthyOnceLifted();
        Assert.Equal("ConnectionRefused", await Connect(new IPEndPoint(address, sessions.Places.Http!.Port)));
    }

    [Fact]
    public async Task A_plan_that_needs_what_this_host_cannot_hold_is_refused_with_the_reason()
    {
        Assert.SkipUnless(HasIpv6(), "This host has no IPv6 loopback.");
        await using var sessions = await Start(stores);
        using var taken = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.IPv6Loopback, sessions.Places.Https!.Port));
        taken.Listen();

        using var response = await sessions.Emulator.Http.PutAsync("/lab/plan", new StringContent("""{"id":"x","faults":[{"kind":"refuse"},{"kind":"dns-dead-ipv6"}]}"""), Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("faults[1]", await response.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        await sessions.AssertHealthy();
    }

    [Fact]
    public async Task The_same_seed_strikes_the_same_lookups_and_both_of_their_questions()
    {
        await using var one = await Start(stores, new DnsNameNotFound { Probability = 0.5 });
        await using var other = await Start(stores, new DnsNameNotFound { Probability = 0.5 });

        var seen = await Outcomes(one, QueryType.A);

        Assert.Equal(seen, await Outcomes(other, QueryType.A));
        Assert.Equal(seen, await Outcomes(one, QueryType.AAAA));
        Assert.Contains('x', seen);
        Assert.Contains('.', seen);
    }

    [Fact]
    public async Task Malformed_questions_are_outlived()
    {
        await using var sessions = await Start(stores);
        var resolver = IPEndPoint.Parse(sessions.Places.Resolver!);
        var random = new Random(7);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = new byte[random.Next(0, 80)];
            random.NextBytes(bytes);
            if (bytes.Length > 12 && i % 2 == 0)
            {
                // A plausible header in front of nonsense.
                new byte[] { 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1 }.CopyTo(bytes, 0);
            }

            await socket.SendToAsync(bytes, resolver, Stop);
            if (i % 100 == 99)
            {
                // Not more at once than the kernel queues.
                Assert.NotEmpty((await Client(sessions).QueryAsync(EmulatorNames.Host, QueryType.A, cancellationToken: Stop)).Answers);
            }
        }

        using (var stream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            await stream.ConnectAsync(resolver, Stop);
            await stream.SendAsync(new byte[] { 0, 3, 1, 2, 3 }, Stop);
            Assert.Equal(0, await stream.ReceiveAsync(new byte[1], Stop));
        }

        Assert.NotEmpty((await Client(sessions).QueryAsync(EmulatorNames.Host, QueryType.A, cancellationToken: Stop)).Answers);
    }

    private static LookupClient Client(SessionEmulator sessions, bool tcp = false) => new(new LookupClientOptions(IPEndPoint.Parse(sessions.Places.Resolver!))
    {
        UseCache = false,
        UseTcpOnly = tcp,
        UseTcpFallback = false,
        Retries = 0,
        Timeout = Patience,
        ContinueOnDnsError = false,
        ThrowDnsErrors = false,
    });

    private static async Task<string> Outcomes(SessionEmulator sessions, QueryType type)
    {
        var outcomes = "";
        for (var i = 0; i < 24; i++)
        {
            outcomes += (await Client(sessions).QueryAsync(EmulatorNames.Host, type, cancellationToken: Stop)).HasError ? 'x' : '.';
        }

        return outcomes;
    }

    private static async Task<string> Connect(IPEndPoint address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(Patience);
        try
        {
            await socket.ConnectAsync(address, limit.Token);
            return "answered";
        }
        catch (OperationCanceledException)
        {
            return "in vain";
        }
        catch (SocketException exception)
        {
            return $"{exception.SocketErrorCode}";
        }
    }

    private static bool HasIpv6()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
