using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Lab.Contracts;
using Lab.LoadGenerator.Dialing.Tls;
using Lab.Tests.Support;

namespace Lab.Tests.LoadGenerator.Exchange;

/// <summary>What a handshake agreed on, from hand-built messages and from real handshakes.</summary>
public sealed class KeyShareTests(Stores stores) : IDisposable
{
    private readonly Certificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData(0x11EC, 1120, "X25519MLKEM768")]
    [InlineData(0x001D, 32, "x25519")]
    [InlineData(0x0017, 65, "secp256r1")]
    [InlineData(0x11ED, 1665, "SecP384r1MLKEM1024")]
    [InlineData(0xFEED, 32, "0xFEED")]
    public void A_server_hellos_group_is_read_however_the_bytes_are_cut(int group, int shareBytes, string name)
    {
        var bytes = Record(0x16, ServerHello([.. Extension(43, [3, 4]), .. Extension(51, [.. Two(group), .. Two(shareBytes), .. new byte[shareBytes]])]));

        for (var piece = 1; piece <= bytes.Length; piece = piece < 8 ? piece + 1 : piece * 2)
        {
            var reader = new ServerHelloReader();
            foreach (var part in bytes.Chunk(piece))
            {
                reader.Feed(part);
            }

            Assert.True(reader.IsDone);
            Assert.Equal(name, KeyShares.Name(reader.Group!.Value));
        }
    }

    [Fact]
    public void A_hello_retry_request_names_the_group_that_the_server_insists_on()
    {
        Assert.Equal((ushort)0x0018, Group(Record(0x16, ServerHello(Extension(51, Two(0x0018))))));
    }

    [Fact]
    public void A_message_may_be_cut_into_records_and_a_certificate_may_be_large()
    {
        byte[] messages = [.. ServerHello([]), .. Message(11, new byte[5_000]), .. Message(12, [3, .. Two(0x001D), 32, .. new byte[32]])];

        Assert.Equal((ushort)0x001D, Group([.. messages.Chunk(700).SelectMany(part => Record(0x16, part))]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("150303000202280000")]
    [InlineData("485454502F312E312034303020426164")]
    [InlineData("16030300040200000000")]
    [InlineData("1603030000160303000402FFFFFF00")]
    public void What_has_no_group_gives_none(string hex)
    {
        Assert.Null(Group(Convert.FromHexString(hex)));
    }

    [Fact]
    public void A_session_that_is_taken_up_again_has_none()
    {
        Assert.Null(Group([.. Record(0x16, ServerHello([])), .. Record(0x14, [1]), .. Record(0x16, new byte[40])]));
    }

    [Theory]
    [InlineData(SslProtocols.Tls13, "TLS 1.3", "^TLS_AES_")]
    [InlineData(SslProtocols.Tls12, "TLS 1.2", "^TLS_ECDHE_RSA_")]
    public async Task A_real_handshake_tells_version_cipher_group_and_protocol(SslProtocols protocol, string version, string cipher)
    {
        using var leaf = _certificates.Leaf();
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store, _certificates.Roots);
        await using var server = new RawServer(async peer =>
        {
            await peer.Secure(leaf, protocol);
            while (await peer.ReadRequest() is not null)
            {
                await peer.Send(Replies.Stream());
            }
        });

        var call = await rig.CallOnce(new Uri($"https://127.0.0.1:{server.Port}"));

        Assert.Null(call.Failure);
        var tls = call.Attempts[0].Connection!.Tls!;
        Assert.Equal(version, tls.Version);
        Assert.Matches(cipher, tls.Cipher);
        Assert.Equal("http/1.1", tls.Protocol);
        Assert.Contains(tls.KeyShare, new[] { "x25519", "X25519MLKEM768", "secp256r1", "secp384r1" });
    }

    [Fact]
    public async Task A_targets_own_authority_is_trusted_for_that_target_alone_and_beside_the_others()
    {
        using var others = new Certificates();
        using var leaf = _certificates.Leaf();
        using var otherLeaf = others.Leaf();
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store, others.Roots);
        await using var server = Answering(leaf);
        await using var other = Answering(otherLeaf);
        var target = new Target { Kind = TargetKind.Emulator, Url = server.Url, CaCertificate = _certificates.RootPem };

        Assert.Null((await rig.CallOnce(target)).Failure);
        Assert.Null((await rig.CallOnce(target with { Url = other.Url })).Failure);
        Assert.Equal("tls · untrusted-certificate", (await rig.CallOnce(server.Url)).Failure?.Signature);
        Assert.Null((await rig.CallOnce(other.Url)).Failure);
    }

    [Theory]
    [InlineData("self-signed", "tls · untrusted-certificate")]
    [InlineData("wrong name", "tls · wrong-certificate-name")]
    [InlineData("expired", "tls · expired-certificate")]
    [InlineData("both", "tls · expired-certificate")]
    public async Task A_targets_own_authority_makes_nothing_else_right(string wrong, string signature)
    {
        using var leaf = wrong == "self-signed" ? Certificates.SelfSigned() : _certificates.Leaf(expired: wrong is "expired" or "both", wrongName: wrong is "wrong name" or "both");
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = Answering(leaf);

        var call = await rig.CallOnce(new Target { Kind = TargetKind.Emulator, Url = server.Url, CaCertificate = _certificates.RootPem });

        Assert.Equal(signature, call.Failure?.Signature);
    }

    [Theory]
    [InlineData("no PEM at all")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public async Task An_authority_that_cannot_be_read_is_our_own_failure(string pem)
    {
        using var leaf = _certificates.Leaf();
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = Answering(leaf);

        var call = await rig.CallOnce(new Target { Kind = TargetKind.Emulator, Url = server.Url, CaCertificate = pem });

        Assert.Equal("client · other", call.Failure?.Signature);
        Assert.Contains("CA certificate", call.Failure!.Detail);
    }

    private static RawServer Answering(X509Certificate2 certificate) => new(
        async peer =>
        {
            await peer.ReadRequest();
            await peer.Send(Replies.Stream());
        },
        certificate);

    private static ushort? Group(byte[] bytes)
    {
        var reader = new ServerHelloReader();
        reader.Feed(bytes);
        return reader.Group;
    }

    private static byte[] Two(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Extension(int type, byte[] data) => [.. Two(type), .. Two(data.Length), .. data];

    private static byte[] Message(byte type, byte[] body) => [type, (byte)(body.Length >> 16), .. Two(body.Length & 0xFFFF), .. body];

    private static byte[] ServerHello(byte[] extensions) => Message(2, [3, 3, .. new byte[32], 32, .. new byte[32], 0x13, 0x01, 0, .. Two(extensions.Length), .. extensions]);

    private static byte[] Record(byte type, byte[] body) => [type, 3, 3, .. Two(body.Length), .. body];
}
