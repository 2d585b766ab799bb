using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lab.Contracts;
using Lab.Probe.Probes;
using Lab.Tests.Probe.Support;

namespace Lab.Tests.Probe.Probes;

public sealed class TlsProbeTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task An_untrusted_certificate_is_a_failure_whose_facts_name_its_issuer()
    {
        await using var peer = SpeakingTls(out _);

        var reading = await _bench.Run(new TlsProbe(), peer.Url("https"));

        Assert.Equal("tls · untrusted-certificate", reading.Failure?.Signature);
        Assert.Equal("CN=a box on the way", reading.Facts["issuer"]);
        Assert.Equal("CN=a box on the way", reading.Facts["subject"]);
        Assert.Equal("2040-02-03T04:05:06Z", reading.Facts["expires"]);
        Assert.Matches("^TLS 1\\.[23]$", reading.Facts["tls-version"]);
        Assert.StartsWith("TLS_", reading.Facts["cipher"]);
        Assert.Contains("UntrustedRoot", reading.Facts["chain-errors"]);
    }

    [Fact]
    public async Task Http_stops_where_a_client_would_and_sends_nothing_to_an_untrusted_peer()
    {
        await using var peer = SpeakingTls(out var heard);

        var reading = await _bench.Run(new HttpProbe(), peer.Url("https"));

        Assert.Equal("tls · untrusted-certificate", reading.Failure?.Signature);
        Assert.False(reading.Facts.ContainsKey("status"));
        Assert.Equal(0, await heard.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Plain_http_on_the_tls_port_is_not_tls()
    {
        await using var peer = Peer.Answering("HTTP/1.1 400 Bad Request\r\n\r\n");

        Assert.Equal("tls · not-tls", (await _bench.Run(new TlsProbe(), peer.Url("https"))).Failure?.Signature);
    }

    [Fact]
    public async Task A_reset_in_the_handshake_keeps_its_errno()
    {
        await using var peer = Peer.Resetting();

        Assert.Equal("tls · reset · ECONNRESET", (await _bench.Run(new TlsProbe(), peer.Url("https"))).Failure?.Signature);
    }

    [Fact]
    public async Task A_close_in_the_handshake_is_told_from_a_reset()
    {
        await using var peer = Peer.Closing();

        Assert.Equal("tls · closed", (await _bench.Run(new TlsProbe(), peer.Url("https"))).Failure?.Signature);
    }

    [Fact]
    public async Task An_alert_is_a_failed_handshake()
    {
        // A fatal alert of the kind handshake_failure.
        await using var peer = Peer.Answering("\u0015\u0003\u0003\u0000\u0002\u0002\u0028");

        Assert.Equal("tls · handshake-failed", (await _bench.Run(new TlsProbe(), peer.Url("https"))).Failure?.Signature);
    }

    [Fact]
    public void Is_for_https_only()
    {
        Assert.True(new TlsProbe().IsFor(new Uri("https://a")));
        Assert.False(new TlsProbe().IsFor(new Uri("http://a")));
    }

    private static Peer SpeakingTls(out Task<int> heard)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a box on the way", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var certificate = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2040, 2, 3, 4, 5, 6, TimeSpan.Zero));

        var bytes = new TaskCompletionSource<int>();
        heard = bytes.Task;
        return new Peer(async socket =>
        {
            await using var tls = new SslStream(new NetworkStream(socket));
            try
            {
                // A client that is gone before its last word of the handshake was read ends this as well.
                await tls.AuthenticateAsServerAsync(certificate);
                bytes.SetResult(await tls.ReadAsync(new byte[4096]));
            }
            catch (Exception exception) when (exception is IOException or AuthenticationException)
            {
                bytes.SetResult(0);
            }
        });
    }
}
