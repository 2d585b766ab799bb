namespace Lab.TartStandIn.Networks;

/// <summary>QEMU's own network stack: nothing is added to the host, and nothing of what a bridge does to a host can be seen.</summary>
/// <param name="mac">The machine's.</param>
/// <param name="why">Why there is no better.</param>
internal sealed class UserNetwork(string mac, string why) : INetwork
{
    public string Description =>
        $"user: QEMU's own network stack, since {why}; the machine reaches out through this process's sockets, nobody reaches it, and the host has no bridge, no route and no rule for it";

    // No IPv6: the stack would offer a way out that most hosts do not have.
    public IReadOnlyList<string> QemuArguments { get; } = ["-netdev", "user,id=net0,ipv6=off", "-device", CableNetwork.Card(0, mac)];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
