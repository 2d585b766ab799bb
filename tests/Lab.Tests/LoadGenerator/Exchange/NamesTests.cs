using System.Net;
using Lab.Contracts;
using Lab.LoadGenerator.Dialing.Names;
using Microsoft.Extensions.Time.Testing;

namespace Lab.Tests.LoadGenerator.Exchange;

/// <summary>A target's own name server, asked as getaddrinfo asks.</summary>
public sealed class NamesTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task Both_families_are_asked_for_once_without_extensions_and_ipv6_comes_first()
    {
        await using var server = NameServer.Giving("192.0.2.7", "192.0.2.8", "::1");

        var found = await Find(server);

        Assert.Equal(["::1", "192.0.2.7", "192.0.2.8"], found.Addresses.Select(a => a.ToString()));
        Assert.Null(found.Note);
        Assert.Equal([NameServer.A, NameServer.Aaaa], server.Asked.Select(q => q.Type).Order());
        Assert.All(server.Asked, q => Assert.Equal(("api.lab.test", 0, false), (q.Name.ToLowerInvariant(), q.AdditionalRecords, q.IsTcp)));
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_not_found()
    {
        await using var server = new NameServer(_ => NameServer.Reply.DoesNotExist);

        var found = await Find(server);

        Assert.Equal("dns · name-not-found · ENOTFOUND", found.Trouble?.Failure.Signature);
        Assert.Contains("does not exist", found.Trouble!.Failure.Detail);
    }

    [Fact]
    public async Task A_name_without_addresses_is_not_found()
    {
        await using var server = NameServer.Giving();

        Assert.Equal("dns · name-not-found · ENOTFOUND", (await Find(server)).Trouble?.Failure.Signature);
    }

    [Fact]
    public async Task A_server_that_fails_has_failed()
    {
        await using var server = new NameServer(_ => NameServer.Reply.ServerFailed);

        var found = await Find(server);

        Assert.Equal("dns · name-server-failed · EAI_AGAIN", found.Trouble?.Failure.Signature);
        Assert.Contains("ServerFailure", found.Trouble!.Failure.Detail);
    }

    [Fact]
    public async Task A_silent_server_is_asked_twice_for_each_family_and_then_has_failed()
    {
        await using var server = new NameServer(_ => null);
        var from = TimeProvider.System.GetTimestamp();

        var found = await Find(server);

        var took = TimeProvider.System.GetElapsedTime(from);
        Assert.Equal("dns · name-server-failed · EAI_AGAIN", found.Trouble?.Failure.Signature);
        Assert.Contains("did not answer", found.Trouble!.Failure.Detail);
        Assert.Equal(2 * ServerLookup.Attempts, server.Asked.Count);
        Assert.True(took >= Short * 1.9, $"{took}");
        Assert.Equal((5, 2), (ServerLookup.UsualTimeout.TotalSeconds, ServerLookup.Attempts));
    }

    [Fact]
    public async Task A_port_where_no_server_is_has_failed()
    {
        IPEndPoint nobody;
        await using (var server = NameServer.Giving())
        {
            nobody = server.Address;
        }

        var found = await new ServerLookup(Short).Find("api.lab.test", nobody, TestContext.Current.CancellationToken);

        Assert.Equal("dns · name-server-failed · EAI_AGAIN", found.Trouble?.Failure.Signature);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_family_that_fails_leaves_the_other_and_a_note(bool isSilent)
    {
        await using var server = new NameServer(q => q.Type == NameServer.A ? NameServer.Reply.With(q, "192.0.2.7") : isSilent ? null : NameServer.Reply.ServerFailed);

        var found = await Find(server);

        Assert.Equal("192.0.2.7", Assert.Single(found.Addresses).ToString());
        Assert.Contains("AAAA", found.Note);
    }

    [Fact]
    public async Task One_family_that_fails_while_the_other_has_nothing_is_a_failure_and_not_a_name_that_does_not_exist()
    {
        await using var server = new NameServer(q => q.Type == NameServer.A ? NameServer.Reply.With(q) : NameServer.Reply.ServerFailed);

        Assert.Equal("dns · name-server-failed · EAI_AGAIN", (await Find(server)).Trouble?.Failure.Signature);
    }

    [Fact]
    public async Task An_answer_that_was_cut_off_is_asked_for_again_over_tcp()
    {
        await using var server = new NameServer(q => q.IsTcp || q.Type == NameServer.Aaaa ? NameServer.Reply.With(q, "192.0.2.7") : new NameServer.Reply(0, [], IsCut: true));

        var found = await Find(server);

        Assert.Equal("192.0.2.7", Assert.Single(found.Addresses).ToString());
        Assert.Single(server.Asked, q => q.IsTcp);
    }

    [Fact]
    public async Task A_lookup_that_is_ended_ends_at_once()
    {
        await using var server = new NameServer(_ => null);
        using var cancellation = new CancellationTokenSource();
        var finding = new NameLookup().Find("api.lab.test", server.Address, cancellation.Token).AsTask();
        await Sessions.SessionTests.Until(() => server.Asked.Count == 2);

        await cancellation.CancelAsync();

        Assert.Equal(FailureKind.Cancelled, (await finding.WaitAsync(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken)).Trouble?.Failure.Kind);
    }

    [Fact]
    public async Task Nobody_is_asked_for_an_address()
    {
        await using var server = new NameServer(_ => NameServer.Reply.DoesNotExist);

        var found = await new NameLookup().Find("::1", server.Address, TestContext.Current.CancellationToken);

        Assert.Equal(IPAddress.IPv6Loopback, Assert.Single(found.Addresses));
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task Sessions_that_look_the_same_name_up_do_not_wait_for_each_other()
    {
        using var all = new Barrier(40);
        var lookup = new SystemLookup(_ => all.SignalAndWait(TimeSpan.FromSeconds(20)) ? [IPAddress.Loopback] : []);

        var found = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => lookup.Find("api.lab.test", TestContext.Current.CancellationToken)));

        Assert.All(found, addresses => Assert.Single(addresses));
    }

    [Fact]
    public async Task A_lookup_of_the_systems_that_hangs_is_left_behind_when_it_is_ended()
    {
        using var release = new ManualResetEventSlim();
        using var cancellation = new CancellationTokenSource();
        var finding = new SystemLookup(_ => release.Wait(TimeSpan.FromSeconds(20)) ? [] : []).Find("api.lab.test", cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => finding.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken));
        release.Set();
    }

    [Fact]
    public void What_no_route_leads_to_comes_last_and_a_unique_local_address_after_ipv4()
    {
        var addresses = new[] { "192.0.2.7", "fd00::1", "2001:db8::1", "192.0.2.8" }.Select(IPAddress.Parse).ToArray();

        Assert.Equal(["2001:db8::1", "192.0.2.7", "192.0.2.8", "fd00::1"], AddressOrder.Sort(addresses, _ => true).Select(a => a.ToString()));
        Assert.Equal(["192.0.2.7", "192.0.2.8", "2001:db8::1", "fd00::1"], AddressOrder.Sort(addresses, a => a.GetAddressBytes().Length == 4).Select(a => a.ToString()));
        Assert.Equal(["192.0.2.7", "fd00::1", "192.0.2.8", "2001:db8::1"], AddressOrder.Alternate(addresses).Select(a => a.ToString()));
    }

    [Fact]
    public void A_name_is_kept_for_its_time_and_says_how_old_it_is()
    {
        var clock = new FakeTimeProvider();
        var kept = new KeptNames(TimeSpan.FromSeconds(30), clock);
        kept.Keep("a", [IPAddress.Loopback]);
        kept.Keep("b", [IPAddress.IPv6Loopback]);

        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal("the name was looked up 29 s ago", kept.Find("a")?.Note);
        Assert.Null(kept.Find("c"));
        kept.Keep("b", [IPAddress.Loopback]);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(kept.Find("a"));
        Assert.Equal(IPAddress.Loopback, kept.Find("b")?.Addresses[0]);
    }

    private static Task<Found> Find(NameServer server) => new ServerLookup(Short).Find("api.lab.test", server.Address, TestContext.Current.CancellationToken);
}
