using Lab.Contracts;
using Lab.Tests.ApiEmulator.Connections;
using Lab.Tests.Support;

namespace Lab.Tests.ApiEmulator.Resolver;

/// <summary>Sessions that ask the lab's resolver for the emulator's name, under each of its faults.</summary>
public sealed class SessionsByNameTests(Stores stores)
{
    public static TheoryData<string, FaultSpec, FailureLayer, FailureKind, string?> Faults { get; } = new()
    {
        { "http", new DnsNameNotFound(), FailureLayer.Dns, FailureKind.NameNotFound, "ENOTFOUND" },
        { "https", new DnsNameNotFound(), FailureLayer.Dns, FailureKind.NameNotFound, "ENOTFOUND" },
        { "http", new DnsServerFailure(), FailureLayer.Dns, FailureKind.NameServerFailed, "EAI_AGAIN" },
        { "https", new DnsServerFailure(), FailureLayer.Dns, FailureKind.NameServerFailed, "EAI_AGAIN" },
        { "http", new DnsSilence(), FailureLayer.Dns, FailureKind.NameServerFailed, "EAI_AGAIN" },
        { "http", new DnsWrongAddress(), FailureLayer.Connect, FailureKind.Refused, "ECONNREFUSED" },
        { "https", new DnsWrongAddress(), FailureLayer.Connect, FailureKind.Refused, "ECONNREFUSED" },
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_session_finds_the_emulator_by_its_name(bool https)
    {
        await using var sessions = await SessionEmulator.Start(stores);

        var call = await sessions.CallByName(https);

        Assert.True(call.Failure is null, call.Failure?.Detail);
        var tried = Assert.Single(call.Attempts[0].Addresses);
        Assert.Equal(("ipv4", true), (tried.Family, tried.Connected));
        Assert.NotNull(call.Attempts[0].Phases.Dns);
        Assert.Equal(https, call.Attempts[0].Connection!.Tls is not null);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_of_the_resolver_is_told_from_all_others(string scheme, FaultSpec fault, FailureLayer layer, FailureKind kind, string? errno)
    {
        await using var sessions = await SessionEmulator.Start(stores, fault);

        var call = await sessions.CallByName(scheme == "https");

        SessionEmulator.AssertFailed(call, layer, kind, errno);
        Assert.True(await sessions.Strikes(FaultKinds.NameOf(fault)) > 0);
        await sessions.AssertHealthyOnceLifted();
    }

    [Fact]
    public async Task A_slow_resolver_shows_in_the_time_of_the_name_alone()
    {
        var late = TimeSpan.FromMilliseconds(400);
        await using var sessions = await SessionEmulator.Start(stores, new DnsSlow { By = late });

        var call = await sessions.CallByName(https: false);

        Assert.True(call.Failure is null, call.Failure?.Detail);
        Assert.True(call.Attempts[0].Phases.Dns >= late, $"{call.Attempts[0].Phases.Dns}");
        Assert.True(call.Attempts[0].Phases.Connect < late, $"{call.Attempts[0].Phases.Connect}");
    }

    [Fact]
    public async Task Behind_a_dead_IPv6_address_a_client_without_a_short_time_for_each_fails()
    {
        await using var sessions = await SessionEmulator.Start(stores, new DnsDeadIpv6());

        var call = await sessions.CallByName(https: false, w => w with { ConnectTimeout = TimeSpan.FromMilliseconds(700) });

        SessionEmulator.AssertFailed(call, FailureLayer.Connect, FailureKind.TimedOut, null);
        Assert.Equal("ipv6", call.Attempts[0].Addresses[0].Family);
    }

    [Fact]
    public async Task Behind_a_dead_IPv6_address_a_client_that_goes_on_after_a_short_time_succeeds()
    {
        await using var sessions = await SessionEmulator.Start(stores, new DnsDeadIpv6());

        var call = await sessions.CallByName(https: false, w => w with { Client = "claude-code-1" });

        Assert.True(call.Failure is null, call.Failure?.Detail);
        var addresses = call.Attempts[0].Addresses;
        Assert.Equal([("ipv6", false), ("ipv4", true)], addresses.Select(a => (a.Family, a.Connected)));
        Assert.NotNull(addresses[0].Note);
        Assert.True(addresses[0].Duration >= TimeSpan.FromMilliseconds(240), $"{addresses[0].Duration}");
    }
}
