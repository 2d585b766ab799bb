namespace Lab.TartStandIn.Networks;

/// <summary>No network at all: nothing is added to the host.</summary>
/// <param name="description">Why, or that none was asked for.</param>
internal sealed class NoNetwork(string description) : INetwork
{
    public string Description => description;

    public IReadOnlyList<string> QemuArguments { get; } = ["-nic", "none"];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
