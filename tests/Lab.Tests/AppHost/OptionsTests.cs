using System.Net;
using System.Net.Sockets;

namespace Lab.Tests.AppHost;

public sealed class OptionsTests
{
    [Fact]
    public async Task A_taken_port_is_told_with_its_holder_before_anything_starts()
    {
        using var holder = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        holder.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        holder.Listen();
        var port = ((IPEndPoint)holder.LocalEndPoint!).Port;
        await using var host = RunningHost.Start(["--port", $"{port}"]);

        Assert.Equal(1, await host.Ends());

        Assert.Contains($"Port {port}, where coordinator should listen, is taken by", host.Text, StringComparison.Ordinal);
        Assert.Contains($"({Environment.ProcessId})", host.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Starting", host.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--redis", "valkey", "--redis valkey is not known. It can be 'embedded' (the default) or 'container'")]
    [InlineData("--redis", "container", "containers need Aspire")]
    [InlineData("--port", "70000", "The port '70000' cannot be used: it must be a number from 1 to 65535.")]
    [InlineData("--prot", "8421", "There is no option --prot.")]
    public async Task What_cannot_be_used_is_refused_in_words(string option, string value, string expected)
    {
        await using var host = RunningHost.Start([option, value]);

        Assert.Equal(1, await host.Ends());

        Assert.Contains(expected, host.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_answers_to_one_question_are_refused()
    {
        await using var host = RunningHost.Start(["--redis", "embedded"], ("ConnectionStrings__redis", "127.0.0.1:6379"));

        Assert.Equal(1, await host.Ends());

        Assert.Contains("Both --redis embedded and the setting ConnectionStrings:redis are given", host.Text, StringComparison.Ordinal);
    }
}
