using System.Net;
using System.Net.Sockets;
using Lab.Contracts;
using Lab.LoadGenerator.Dialing;
using Lab.LoadGenerator.Dialing.Names;
using Lab.LoadGenerator.Dialing.Tls;
using Lab.LoadGenerator.Exchange;
using Lab.Tests.Support;

namespace Lab.Tests.LoadGenerator.Exchange;

/// <summary>Which addresses are tried, in which order, for how long, and what is told of each.</summary>
public sealed class DialingTests(Stores stores)
{
    private static readonly SocketHabits Habits = new(60, 1, 10, TimeSpan.FromSeconds(250));
    private static readonly ExchangeLimits Limits = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));

    [Fact]
    public async Task A_name_of_the_targets_own_server_is_tried_address_by_address()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = RawServer.Answering(Replies.Stream());
        await using var names = NameServer.Giving("127.0.0.1", "::1");

        var call = await rig.CallOnce(Named(server, names));

        Assert.Null(call.Failure);
        var attempt = Assert.Single(call.Attempts);
        Assert.Equal([$"[::1]:{server.Port}", $"127.0.0.1:{server.Port}"], attempt.Addresses.Select(a => a.Address));
        Assert.Equal([("ipv6", "ECONNREFUSED", false), ("ipv4", null, true)], attempt.Addresses.Select(a => (a.Family, a.Errno, a.Connected)));
        Assert.Equal(attempt.Connection!.LocalPort, attempt.Addresses[1].LocalPort);
        Assert.NotNull(attempt.Phases.Dns);
        Assert.Contains("Host: api.lab.test", server.Requests.Single());
    }

    [Fact]
    public async Task A_name_that_the_targets_own_server_does_not_know_fails_the_call()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = RawServer.Answering(Replies.Stream());
        await using var names = new NameServer(_ => NameServer.Reply.DoesNotExist);

        var call = await rig.CallOnce(Named(server, names));

        Assert.Equal("dns · name-not-found · ENOTFOUND", call.Failure?.Signature);
        Assert.Contains("ENOTFOUND", call.WouldPrint[0].Text);
    }

    [Fact]
    public async Task An_address_that_does_not_answer_gets_its_own_short_time_and_the_last_one_the_whole()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has all of 127.0.0.0/8 on loopback.");
        await using var server = RawServer.Answering(Replies.Stream());
        using var silent = new SilentPort(IPAddress.Parse("127.0.0.2"), server.Port);
        await using var names = NameServer.Giving("127.0.0.2", "127.0.0.1");
        var meter = new AttemptMeter(TimeProvider.System);
        meter.Begin();

        var dialed = await Dialer().Dial(TargetAddress.Of(Named(server, names)), "c1", Habits with { AddressTimeout = TimeSpan.FromMilliseconds(250) }, Limits, meter, TestContext.Current.CancellationToken);

        using var wire = dialed.Wire;
        Assert.Null(dialed.Trouble);
        var (first, second) = (meter.Addresses[0], meter.Addresses[1]);
        Assert.Equal(("127.0.0.2", null, false), (first.Address.Split(':')[0], first.Errno, first.Connected));
        Assert.Matches(@"^given up after \d+ ms$", first.Note);
        Assert.InRange(first.Duration.TotalMilliseconds, 240, 2_000);
        Assert.True(first.LocalPort > 0);
        Assert.True(second.Connected);
        Assert.Null(second.Note);
    }

    [Fact]
    public async Task All_addresses_together_have_the_connect_time_out()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has all of 127.0.0.0/8 on loopback.");
        using var one = new SilentPort(IPAddress.Parse("127.0.0.2"), 0);
        using var other = new SilentPort(IPAddress.Parse("127.0.0.3"), one.Port);
        await using var names = NameServer.Giving("127.0.0.2", "127.0.0.3");
        var meter = new AttemptMeter(TimeProvider.System);
        meter.Begin();

        var target = new Target { Kind = TargetKind.Url, Url = new Uri($"http://api.lab.test:{one.Port}"), Resolver = names.Address.ToString() };
        var dialed = await Dialer().Dial(TargetAddress.Of(target), "c1", Habits with { AddressTimeout = TimeSpan.FromMilliseconds(100) }, Limits with { Connect = TimeSpan.FromMilliseconds(1_300) }, meter, TestContext.Current.CancellationToken);

        Assert.Equal("connect · timed-out", dialed.Trouble?.Failure.Signature);
        Assert.Equal(2, meter.Addresses.Count);
        Assert.InRange(meter.Addresses[1].Duration.TotalMilliseconds, 1_000, 5_000);

        // The kernel had asked for more than a second by then.
        Assert.Equal("syn-sent", meter.Tcp?.State);
        Assert.Null(meter.Tcp!.SinceAcknowledged);
    }

    [Fact]
    public async Task A_name_is_looked_up_once_while_its_session_keeps_it_and_a_failure_is_not_kept()
    {
        await using var server = RawServer.Answering(Replies.Stream());
        var fails = true;
        await using var names = new NameServer(q => fails ? NameServer.Reply.ServerFailed : NameServer.Reply.With(q, "127.0.0.1"));
        var kept = new KeptNames(TimeSpan.FromSeconds(30), TimeProvider.System);
        var dialer = Dialer();
        var endpoint = TargetAddress.Of(Named(server, names));

        Assert.NotNull((await Dial()).Dialed.Trouble);
        fails = false;
        var asked = names.Asked.Count;
        var first = await Dial();
        var second = await Dial();

        Assert.Equal(asked + 2, names.Asked.Count);
        Assert.Null(first.Meter.Addresses[0].Note);
        Assert.StartsWith("the name was looked up", second.Meter.Addresses[0].Note);
        first.Dialed.Wire!.Dispose();
        second.Dialed.Wire!.Dispose();

        async Task<(Dialed Dialed, AttemptMeter Meter)> Dial()
        {
            var meter = new AttemptMeter(TimeProvider.System);
            meter.Begin();
            return (await dialer.Dial(endpoint, "c", Habits, Limits, meter, TestContext.Current.CancellationToken, kept), meter);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_ipv6_address_stands_in_brackets_and_works_with_and_without_tls(bool isTls)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        using var certificates = new Certificates();
        using var leaf = certificates.Leaf();
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store, certificates.Roots);
        await using var server = new RawServer(
            async peer =>
            {
                await peer.ReadRequest();
                await peer.Send(Replies.Stream());
            },
            isTls ? leaf : null,
            IPAddress.IPv6Loopback);

        var call = await rig.CallOnce(server.Url);

        Assert.Null(call.Failure);
        Assert.Contains($"Host: [::1]:{server.Port}\r\n", server.Requests.Single());
        Assert.Equal("ipv6", call.Attempts[0].Connection?.Family);
    }

    [Theory]
    [InlineData("http://h/", "nowhere", null, "resolver 'nowhere'")]
    [InlineData("http://h/", null, "https://127.0.0.1:1", "only http is known")]
    [InlineData("http://h/", null, "http://user:secret@127.0.0.1:1", "leave them out")]
    public void A_way_that_cannot_be_gone_is_named(string url, string? resolver, string? proxy, string text)
    {
        var target = new Target { Kind = TargetKind.Url, Url = new Uri(url), Resolver = resolver, Proxy = proxy is null ? null : new Uri(proxy) };

        var refused = Assert.Throws<InvalidOperationException>(() => TargetAddress.Of(target));

        Assert.Contains(text, refused.Message);
        Assert.DoesNotContain("secret", refused.Message);
    }

    private static Dialer Dialer() => new(TimeProvider.System, new TlsHandshake(TimeProvider.System));

    private static Target Named(RawServer server, NameServer names) => new()
    {
        Kind = TargetKind.Url, Url = new Uri($"http://api.lab.test:{server.Port}"), Resolver = names.Address.ToString(),
    };
}
