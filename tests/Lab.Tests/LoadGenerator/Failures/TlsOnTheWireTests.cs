using System.Security.Cryptography.X509Certificates;
using Lab.Tests.Support;

namespace Lab.Tests.LoadGenerator.Failures;

/// <summary>What can be wrong with TLS, told apart.</summary>
public sealed class TlsOnTheWireTests(Stores stores) : IDisposable
{
    private readonly Certificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task A_trusted_certificate_carries_a_whole_reply_and_its_connection_is_used_again()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store, _certificates.Roots);
        using var leaf = _certificates.Leaf();
        await using var server = Answering(leaf);

        var end = await rig.Run(LoadRig.Assignment(server.Url));

        Assert.Equal(3, end.Result.Calls);
        Assert.Empty(end.Failures.Select(f => f.Call.Failure));
        Assert.Equal(1, server.Accepted);
        Assert.NotNull(end.Result.Sample[0].Attempts[0].Phases.Tls);
    }

    [Theory]
    [InlineData("self-signed", "tls · untrusted-certificate")]
    [InlineData("wrong name", "tls · wrong-certificate-name")]
    [InlineData("expired", "tls · expired-certificate")]
    public async Task What_is_wrong_with_a_certificate_is_told(string wrong, string signature)
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store, _certificates.Roots);
        using var leaf = wrong == "self-signed" ? Certificates.SelfSigned() : _certificates.Leaf(expired: wrong == "expired", wrongName: wrong == "wrong name");
        await using var server = Answering(leaf);

        var call = await rig.CallOnce(server.Url);

        Assert.Equal(signature, call.Failure?.Signature);
        Assert.NotNull(call.Attempts[0].Phases.Connect);
        Assert.Null(call.Attempts[0].Phases.Tls);
        Assert.Equal(wrong == "self-signed", call.WouldPrint[0].Text.Contains("DEPTH_ZERO_SELF_SIGNED_CERT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_issuer_is_untrusted_by_the_systems_trust()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        using var leaf = _certificates.Leaf();
        await using var server = Answering(leaf);

        Assert.Equal("tls · untrusted-certificate", (await rig.CallOnce(server.Url)).Failure?.Signature);
    }

    [Theory]
    [InlineData("http", "tls · not-tls")]
    [InlineData("reset", "tls · reset · ECONNRESET")]
    [InlineData("end", "tls · closed")]
    [InlineData("silent", "tls · timed-out")]
    [InlineData("alert", "tls · handshake-failed")]
    public async Task What_answers_a_handshake_otherwise_is_told(string answer, string signature)
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = new RawServer(async peer =>
        {
            await peer.Socket.ReceiveAsync(new byte[4096], TestContext.Current.CancellationToken);
            switch (answer)
            {
                case "http":
                    await peer.Send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                    break;
                case "reset":
                    peer.Reset();
                    return;
                case "end":
                    peer.End();
                    break;
                case "alert":
                    await peer.Send([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28]);
                    break;
            }

            await peer.WaitForEnd();
        });

        var call = await rig.CallOnce(new Uri($"https://127.0.0.1:{server.Port}"), w => w with { ConnectTimeout = answer == "silent" ? TimeSpan.FromMilliseconds(300) : w.ConnectTimeout });

        Assert.Equal(signature, call.Failure?.Signature);
    }

    private static RawServer Answering(X509Certificate2 certificate) => new(
        async peer =>
        {
            while (await peer.ReadRequest() is not null)
            {
                await peer.Send(Replies.Stream());
            }
        },
        certificate);
}
