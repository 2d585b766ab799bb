using System.Net;
using Lab.Shell;
using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Home;
using Lab.TartStandIn.Machines.Qemu;
using Lab.TartStandIn.Networks;

namespace Lab.TartStandIn.Commands;

/// <summary><c>ip NAME</c>: a machine's address, as one of three ways tells it.</summary>
internal sealed class IpCommand : ICommand
{
    private const string NoAgent = "Failed to connect to the VM using its control socket: no agent answers on it, is the Tart Guest Agent running?";

    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(1);

    public Syntax Syntax { get; } = new("ip", "Get VM's IP address")
    {
        Options = ["--wait", "--resolver"],
        Positionals = ["name"],
    };

    public async Task<int> Run(Words words, TartHome home)
    {
        var resolver = words.OneOf("--resolver", Resolvers.Dhcp, Resolvers.Arp, Resolvers.Agent) ?? Resolvers.Dhcp;
        var wait = TimeSpan.FromSeconds(words.Number("--wait") ?? 0);
        var vm = home.Open(words.Name);
        var mac = vm.ReadConfig().Mac;
        var host = new NetworkHost(new CommandRunner(TimeProvider.System));
        var started = TimeProvider.System.GetTimestamp();
        do
        {
            if (await Ask(resolver, home, vm, host, mac) is { } address)
            {
                Console.WriteLine(address);
                return 0;
            }

            // Tart sleeps after every attempt that found nothing, the last one too.
            await Task.Delay(Attempt, TimeProvider.System, CancellationToken.None);
        }
        while (TimeProvider.System.GetElapsedTime(started) < wait);

        throw new RefusedException($"{(vm.Holder is null ? "no IP address found, is your VM running?" : "no IP address found")}{Because(resolver, vm)}", 1);
    }

    private static async Task<IPAddress?> Ask(string resolver, TartHome home, VmDirectory vm, NetworkHost host, string mac) => resolver switch
    {
        Resolvers.Dhcp => Resolvers.ByLease(home, mac),
        Resolvers.Arp => await Resolvers.ByNeighbours(host, mac, CancellationToken.None),
        _ => await AskAgent(vm),
    };

    /// <summary>A process has no agent, and says so as Tart does of a guest without one.</summary>
    private static Task<IPAddress?> AskAgent(VmDirectory vm) => vm.Holder is not null && vm.ReadConfig().StandIn == NetworkCatalog.ProcessKind
        ? throw new RefusedException(NoAgent, 1)
        : GuestAddress.Ask(vm, CancellationToken.None);

    /// <summary>Why this way cannot know, where it cannot.</summary>
    private static string Because(string resolver, VmDirectory vm) =>
        resolver == Resolvers.Dhcp && NetworkRecord.Read(vm) is { GivesAddresses: false } record && vm.ReadConfig().StandIn != NetworkCatalog.ProcessKind
            ? $"\nstand-in: its addresses are not given by the stand-in's DHCP, so only the guest's agent knows them (--resolver agent); network: {record.Description}"
            : "";
}
