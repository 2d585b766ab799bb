using System.Net.Sockets;
using Lab.Contracts;
using Lab.LoadGenerator.Failures;

namespace Lab.Tests.LoadGenerator.Failures;

public sealed class ClassifierTests
{
    [Theory]
    [InlineData(SocketError.ConnectionRefused, FailureKind.Refused, "ECONNREFUSED")]
    [InlineData(SocketError.ConnectionReset, FailureKind.Reset, "ECONNRESET")]
    [InlineData(SocketError.Shutdown, FailureKind.Reset, "EPIPE")]
    [InlineData(SocketError.TimedOut, FailureKind.TimedOut, "ETIMEDOUT")]
    [InlineData(SocketError.HostUnreachable, FailureKind.HostUnreachable, "EHOSTUNREACH")]
    [InlineData(SocketError.HostDown, FailureKind.HostUnreachable, "EHOSTDOWN")]
    [InlineData(SocketError.NetworkUnreachable, FailureKind.NetworkUnreachable, "ENETUNREACH")]
    [InlineData(SocketError.NetworkDown, FailureKind.NetworkUnreachable, "ENETDOWN")]
    [InlineData(SocketError.AccessDenied, FailureKind.AccessDenied, "EACCES")]
    [InlineData(SocketError.AddressNotAvailable, FailureKind.AddressNotAvailable, "EADDRNOTAVAIL")]
    [InlineData(SocketError.TooManyOpenSockets, FailureKind.TooManyOpenFiles, "EMFILE")]
    [InlineData(SocketError.NoBufferSpaceAvailable, FailureKind.NoBufferSpace, "ENOBUFS")]
    [InlineData(SocketError.ConnectionAborted, FailureKind.Reset, "ECONNABORTED")]
    [InlineData(SocketError.InvalidArgument, FailureKind.Other, "EINVAL")]
    [InlineData(SocketError.MessageSize, FailureKind.Other, "EMSGSIZE")]
    public void A_socket_error_has_the_same_kind_and_errno_in_every_phase_and_however_deep_it_lies(SocketError error, FailureKind kind, string errno)
    {
        foreach (var layer in new[] { FailureLayer.Connect, FailureLayer.Tls, FailureLayer.Write, FailureLayer.Headers, FailureLayer.Body })
        {
            var bare = Classifier.Classify(new SocketException((int)error), layer, "x").Failure;
            var wrapped = Classifier.Classify(new IOException("a", new IOException("b", new SocketException((int)error))), layer, "x").Failure;

            Assert.Equal((layer, kind, errno), (bare.Layer, bare.Kind, bare.Errno));
            Assert.Equal(bare, wrapped);
        }
    }

    [Theory]
    [InlineData(SocketError.HostNotFound, FailureKind.NameNotFound, "ENOTFOUND")]
    [InlineData(SocketError.NoData, FailureKind.NameNotFound, "ENOTFOUND")]
    [InlineData(SocketError.TryAgain, FailureKind.NameServerFailed, "EAI_AGAIN")]
    [InlineData(SocketError.NoRecovery, FailureKind.NameServerFailed, "EAI_FAIL")]
    [InlineData(SocketError.TooManyOpenSockets, FailureKind.TooManyOpenFiles, "EMFILE")]
    public void A_resolvers_error_has_its_kind(SocketError error, FailureKind kind, string errno)
    {
        var failure = Classifier.Resolve(new SocketException((int)error), "host").Failure;

        Assert.Equal((FailureLayer.Dns, kind, errno), (failure.Layer, failure.Kind, failure.Errno));
    }

    [Fact]
    public void What_nobody_foresaw_is_other_and_says_what_was_seen()
    {
        var failure = Classifier.Classify(new IOException("odd"), FailureLayer.Body, "reading the body").Failure;

        Assert.Equal(FailureKind.Other, failure.Kind);
        Assert.Null(failure.Errno);
        Assert.Contains("odd", failure.Detail);
    }

    [Theory]
    [InlineData(104, false, "ECONNRESET")]
    [InlineData(54, true, "ECONNRESET")]
    [InlineData(111, false, "ECONNREFUSED")]
    [InlineData(61, true, "ECONNREFUSED")]
    [InlineData(110, false, "ETIMEDOUT")]
    [InlineData(60, true, "ETIMEDOUT")]
    [InlineData(113, false, "EHOSTUNREACH")]
    [InlineData(65, true, "EHOSTUNREACH")]
    [InlineData(105, false, "ENOBUFS")]
    [InlineData(55, true, "ENOBUFS")]
    [InlineData(12, true, "ENOMEM")]
    [InlineData(9999, true, null)]
    public void Linux_and_macOS_number_the_same_errors_differently(int number, bool onMac, string? name) =>
        Assert.Equal(name, SocketErrors.Errno(number, onMac));

    [Fact]
    public void Of_several_addresses_failures_a_refusal_tells_more_than_a_missing_route()
    {
        var refused = Trouble.Of(FailureLayer.Connect, FailureKind.Refused, "ECONNREFUSED", "v4");
        var noRoute = Trouble.Of(FailureLayer.Connect, FailureKind.NetworkUnreachable, "ENETUNREACH", "v6");

        Assert.Same(refused, Classifier.Telling(Classifier.Telling(null, refused), noRoute));
        Assert.Same(refused, Classifier.Telling(Classifier.Telling(null, noRoute), refused));
    }
}
