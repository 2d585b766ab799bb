using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Commands;
using Lab.TartStandIn.Networks;

namespace Lab.Tests.TartStandIn.Networks;

/// <summary>The network flags of <c>run</c>.</summary>
public sealed class NetworkFlagTests
{
    [Theory]
    [InlineData("--net-softnet-allow 10.0.0.0", "The value '10.0.0.0' is invalid for '--net-softnet-allow <net-softnet-allow>': it takes an IPv4 network")]
    [InlineData("--net-softnet-allow 10.0.0.0/8,x,fd00::/8", "The values 'x', 'fd00::/8' are invalid for '--net-softnet-allow")]
    [InlineData("--net-softnet-block 1.2.3.4/33", "The value '1.2.3.4/33' is invalid for '--net-softnet-block")]
    [InlineData("--net-softnet-expose 22", "The value '22' is invalid for '--net-softnet-expose <net-softnet-expose>': it takes two ports")]
    [InlineData("--net-softnet-expose 22:22,22:80", "names port 22 more than once: 22:22 22:80")]
    [InlineData("--net-softnet-expose 22:22 --net-host", "mutually exclusive")]
    public void Values_that_are_none_are_usage_errors(string flags, string text)
    {
        var refused = Assert.Throws<RefusedException>(() => Read(flags));

        Assert.Contains(text, refused.Message, StringComparison.Ordinal);
        Assert.Equal(64, refused.ExitCode);
    }

    [Fact]
    public void Softnet_flags_imply_a_softnet_and_are_read_as_lists()
    {
        var wish = Read("--net-softnet-allow 10.0.0.0/8,192.168.1.0/24 --net-softnet-expose 2222:22");

        Assert.Equal(NetworkKind.Softnet, wish.Kind);
        Assert.Equal(["10.0.0.0/8", "192.168.1.0/24"], wish.Allow);
        Assert.Equal(["2222:22"], wish.Expose);
        Assert.Equal(NetworkKind.Nat, Read("").Kind);
    }

    private static NetworkWish Read(string flags) => NetworkFlags.Read(Words.Read(new RunCommand().Syntax, ["a", .. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));
}
