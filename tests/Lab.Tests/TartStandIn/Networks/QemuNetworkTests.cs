using Lab.Shell;

namespace Lab.Tests.TartStandIn.Networks;

/// <summary>The whole of it: a real guest on a host of its own, reached, killed, and cleared up after.</summary>
public sealed class QemuNetworkTests
{
    [Fact]
    public async Task A_guest_is_reached_at_the_address_that_ip_tells_and_leaves_nothing_when_its_process_is_killed()
    {
        await using var around = await Namespaces.Create();
        var version = await Call(around, "--version");
        Assert.SkipUnless(version.Succeeded, version.Error);
        Assert.True((await Call(around, "clone", "standin", "a")).Succeeded);
        var before = await around.Picture();

        var run = BackgroundProcess.Start(
            new Command("ip", "netns", "exec", around.HostName, StandIn.Executable, "run", "--no-graphics", "a") { Environment = Home(around) },
            Path.Combine(around.Directory, "run.out"),
            Path.Combine(around.Directory, "run.err"));
        try
        {
            await Eventually.Holds(async () => (await Call(around, "ip", "a")).Output == "192.168.64.2\n", () => $"ip tells the address: {File.ReadAllText(run.ErrorFile)}");
            using (var socket = InSpace.Do(around.HostName, () => new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp)))
            {
                await socket.ConnectAsync(System.Net.IPAddress.Parse("192.168.64.2"), 80, TestContext.Current.CancellationToken);
            }

            Assert.Equal("192.168.64.2\n", (await Call(around, "ip", "a", "--resolver", "arp")).Output);
            await Eventually.Holds(async () => (await Call(around, "ip", "a", "--resolver", "agent")).Output == "192.168.64.2\n", "the guest tells its address");
            Assert.Contains("nat: bridge lab", (await Call(around, "get", "a", "--format", "json")).Output, StringComparison.Ordinal);
            var world = await Call(around, "exec", "a", "nc", "-w", "5", Namespaces.World, $"{Namespaces.WhoPort}");
            Assert.Equal(Namespaces.Host, world.Output.Trim());
        }
        finally
        {
            run.Signal(PosixSignal.Kill);
            await run.Exited;
        }

        Assert.True((await Call(around, "list")).Succeeded);

        // The guest's end of the tap goes with its process, which nobody waits for.
        await Eventually.Holds(async () => await around.Picture() == before, "the host is as it was");
        Assert.Equal("192.168.64.2\n", (await Call(around, "ip", "a")).Output);
    }

    private static Dictionary<string, string?> Home(Namespaces around) => new() { ["TART_HOME"] = around.Home, ["LAB_STANDIN_MACHINES"] = "qemu" };

    private static Task<CommandResult> Call(Namespaces around, params string[] arguments) =>
        around.OnHost(["env", .. Home(around).Select(v => $"{v.Key}={v.Value}"), StandIn.Executable, .. arguments]);
}
