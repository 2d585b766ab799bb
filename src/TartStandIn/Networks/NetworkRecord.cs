using System.Text.Json;
using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Networks;

/// <summary>What a machine's network really is, kept in its directory for <c>get</c> and <c>ip</c>.</summary>
/// <param name="Description">In words.</param>
/// <param name="GivesAddresses">Whether one of the stand-in's own DHCP servers does.</param>
/// <param name="Owner">The process that is the machine.</param>
internal sealed record NetworkRecord(string Description, bool GivesAddresses, Owner Owner)
{
    private const string File = "network.json";

    /// <summary>A running machine's; null where it has stopped, however it did, or says nothing.</summary>
    public static NetworkRecord? Read(VmDirectory vm) =>
        Written.TryRead<NetworkRecord>(Path.Combine(vm.Path, File)) is { Owner.IsRunning: true } record ? record : null;

    public static Task Write(VmDirectory vm, INetwork network, CancellationToken stopped) =>
        Written.Whole(Path.Combine(vm.Path, File), JsonSerializer.Serialize(new NetworkRecord(network.Description, network is CableNetwork { GivesAddresses: true }, Owner.Current)), stopped);
}
