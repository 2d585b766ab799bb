using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Lab.ApiEmulator.Tls;
using Lab.Contracts;
using Lab.Tests.ApiEmulator.Connections;
using Lab.Tests.Support;
using static Lab.Tests.ApiEmulator.Connections.SessionEmulator;

namespace Lab.Tests.ApiEmulator.Tls;

/// <summary>HTTPS, and the faults of requests behind it.</summary>
public sealed class HttpsTests(Stores stores)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_keeps_its_connection_over_https()
    {
        // A link without delay changes nothing, and counts connections.
        await using var sessions = await Start(stores, new SlowLink { Latency = TimeSpan.Zero });

        var (failed, answered) = await sessions.Session(https: true, turns: 5, TimeSpan.FromMilliseconds(5));

        Assert.Empty(failed);
        Assert.Equal(5, answered);
        Assert.Equal(1, await sessions.Strikes("slow-link"));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData(EmulatorNames.Host)]
    public async Task The_certificate_is_good_for_every_name_of_the_emulator_by_its_authority_alone(string name)
    {
        await using var sessions = await Start(stores);

        using var trusted = await Shake(sessions, name, SslProtocols.None, isTrusted: true);
        Assert.Equal(SslApplicationProtocol.Http11, trusted.NegotiatedApplicationProtocol);
        await Assert.ThrowsAsync<AuthenticationException>(() => Shake(sessions, name, SslProtocols.None, isTrusted: false));
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Both_versions_of_TLS_are_spoken(SslProtocols version)
    {
        await using var sessions = await Start(stores);
        using var tls = await Shake(sessions, "localhost", version, isTrusted: true);

        Assert.Equal(version, tls.SslProtocol);
    }

    [Fact]
    public async Task Every_life_has_an_authority_of_its_own_and_its_key_is_never_told()
    {
        await using var one = await Start(stores);
        await using var other = await Start(stores);

        Assert.NotEqual(one.Places.CaCertificate, other.Places.CaCertificate);
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", one.Places.CaCertificate, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", one.Places.CaCertificate, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_before_the_headers_is_a_reset_over_https()
    {
        await using var sessions = await Start(stores, new ResetBeforeHeaders());

        AssertFailed(await sessions.Call(https: true), FailureLayer.Headers, FailureKind.Reset, "ECONNRESET");
        Assert.Equal(1, await sessions.Strikes("reset-before-headers"));
    }

    [Fact]
    public async Task A_close_before_the_headers_is_a_close_over_https()
    {
        await using var sessions = await Start(stores, new CloseBeforeHeaders());

        AssertFailed(await sessions.Call(https: true), FailureLayer.Headers, FailureKind.Closed, null);
    }

    [Theory]
    [InlineData(true, FailureKind.Reset, "ECONNRESET", 0)]
    [InlineData(true, FailureKind.Reset, "ECONNRESET", 7)]
    [InlineData(false, FailureKind.EndedEarly, null, 0)]
    [InlineData(false, FailureKind.EndedEarly, null, 7)]
    public async Task A_cut_over_https_lets_exactly_the_events_before_it_through(bool reset, FailureKind kind, string? errno, int events)
    {
        await using var sessions = await Start(stores, new CutMidStream { AfterEvents = events, Reset = reset });

        for (var i = 0; i < 20; i++)
        {
            var call = await sessions.Call(https: true);
            AssertFailed(call, FailureLayer.Body, kind, errno);
            Assert.Equal(events, call.Attempts[0].Events);
        }
    }

    [Fact]
    public async Task A_stall_in_the_stream_is_a_silence_over_https()
    {
        await using var sessions = await Start(stores, new Stall { AfterEvents = 4, For = TimeSpan.FromHours(1) });

        var call = await sessions.Call(https: true, w => w with { IdleTimeout = TimeSpan.FromMilliseconds(400) });

        AssertFailed(call, FailureLayer.Body, FailureKind.Stalled, null);
        Assert.Equal(4, call.Attempts[0].Events);
    }

    [Fact]
    public async Task A_rate_limit_is_a_429_over_https()
    {
        await using var sessions = await Start(stores, new RateLimit());

        AssertFailed(await sessions.Call(https: true), FailureLayer.Http, FailureKind.RateLimited, null);
    }

    [Fact]
    public async Task A_client_that_leaves_in_the_midst_of_its_hello_meets_nothing()
    {
        await using var sessions = await Start(stores, new ResetInHandshake());
        using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, sessions.Places.Https!.Port), Stop);
            await socket.SendAsync(new byte[] { 0x16, 3, 1, 2, 0, 1, 2, 3 }, Stop);
            await sessions.Open(1);
        }

        await sessions.Open(0);
        Assert.Equal(0, await sessions.Strikes("reset-in-handshake"));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("16", false)]
    [InlineData("16 03 01 00 02 01", false)]
    [InlineData("16 03 01 00 02 01 00", true)]
    [InlineData("47", true)]
    [InlineData("47 45 54 20 2F 20", true)]
    public void A_hello_is_whole_when_its_record_is(string hex, bool isWhole) =>
        Assert.Equal(isWhole, ClientHello.IsWhole(new(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)))));

    private static async Task<SslStream> Shake(SessionEmulator sessions, string name, SslProtocols version, bool isTrusted)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, sessions.Places.Https!.Port), Stop);
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (isTrusted)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(sessions.Places.CaCertificate));
        }

        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = name, EnabledSslProtocols = version, CertificateChainPolicy = policy, ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] }, Stop);
        return tls;
    }
}
