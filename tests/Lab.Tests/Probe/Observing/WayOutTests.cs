using Lab.Contracts;
using Lab.Probe.Observing;

namespace Lab.Tests.Probe.Observing;

public sealed class WayOutTests
{
    private static readonly HostSnapshot Host = new()
    {
        At = DateTimeOffset.UnixEpoch,
        System = "any",
        Interfaces =
        [
            new InterfaceFacts { Name = "en0", Addresses = ["192.168.1.20/24", "10.0.0.1/8"] },
            new InterfaceFacts { Name = "bridge100", Addresses = ["192.168.64.1/24", "10.0.0.1/8"] },
        ],
    };

    [Theory]
    [InlineData("192.168.64.1", "bridge100")]
    [InlineData("192.168.1.20", "en0")]
    [InlineData("10.0.0.1", null)]
    [InlineData("192.168.1.2", null)]
    public void Names_the_interface_that_alone_owns_the_source_address(string address, string? owner)
    {
        var reading = new ProbeReading { Probe = "tcp", Duration = TimeSpan.Zero, Facts = new Dictionary<string, string> { ["local-address"] = address } };

        Assert.Equal(owner, WayOut.Name(reading, Host).Facts.GetValueOrDefault("interface"));
    }
}
