using Lab.Shell;
using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Networks;

/// <summary>The networks that a stand-in's machines can have.</summary>
internal static class NetworkCatalog
{
    /// <summary>Machines of this kind are no virtual machines, so there is nothing to plug a cable into.</summary>
    public const string ProcessKind = "process";

    /// <summary>Adds to the host what a machine's network needs.</summary>
    /// <param name="wish">What was asked for.</param>
    /// <param name="home">Whose machines share what is shared.</param>
    /// <param name="vm">The machine's files; what is added is written down first.</param>
    /// <param name="config">Its MAC, for one.</param>
    /// <param name="stopped">Ends it.</param>
    /// <exception cref="RefusedException">It cannot be had, in Tart's words where Tart has words for it.</exception>
    public static async Task<INetwork> Attach(NetworkWish wish, TartHome home, VmDirectory vm, VmConfig config, CancellationToken stopped)
    {
        var host = new NetworkHost(new CommandRunner(TimeProvider.System));
        var network = config.StandIn == ProcessKind
            ? new NoNetwork($"none: a {ProcessKind} stand-in has no network ({wish} has no effect)")
            : await Lay(wish, () => new HomeNetworks(home.Path, host, NetworkSpace.Current), host, vm.Name, config, Rights.Missing(), stopped);
        await NetworkRecord.Write(vm, network, stopped);
        return network;
    }

    /// <summary>The same without the machine's files, and with all that depends on the host as an argument.</summary>
    internal static async Task<INetwork> Lay(NetworkWish wish, Func<HomeNetworks> networks, NetworkHost host, string machine, VmConfig config, Lack? lack, CancellationToken stopped)
    {
        if (wish.Kind == NetworkKind.None)
        {
            return new NoNetwork("none: the machine was to have no network");
        }

        if (lack is not null)
        {
            return wish.Kind == NetworkKind.Nat ? new UserNetwork(config.Mac, lack.Why) : throw Refused(wish, lack);
        }

        try
        {
            return await CableNetwork.Lay(networks(), host, await Cables(wish, host, machine, config, stopped), stopped);
        }
        catch (HostRefusedException refused) when (wish.Kind == NetworkKind.Nat)
        {
            return new UserNetwork(config.Mac, $"the host refused a bridge ({refused.Message})");
        }
        catch (HostRefusedException refused)
        {
            throw new RefusedException($"Error: {wish}: {refused.Message}", 1);
        }
    }

    private static async Task<IReadOnlyList<Attachment>> Cables(NetworkWish wish, NetworkHost host, string machine, VmConfig config, CancellationToken stopped)
    {
        switch (wish.Kind)
        {
            case NetworkKind.Bridged:
                var links = await host.Links(stopped);
                return [.. wish.Interfaces.Distinct().Select(i => Cable(Segment.Outside) with
                {
                    Outside = i,

                    // The user's interface in a bridge of ours would lose its addresses, and the host its network.
                    IsMacvtap = links.FirstOrDefault(l => l.Name == i)?.Kind != "bridge",
                })];
            case NetworkKind.Softnet:
                var softnet = new Softnet { Allow = Networks(wish.Allow), Block = Networks(wish.Block), Expose = wish.Expose };
                await RequirePorts(softnet, host, stopped);
                return [Cable(Segment.Nat) with { Softnet = softnet }];
            default:
                return [Cable(wish.Kind == NetworkKind.Host ? Segment.Host : Segment.Nat)];
        }

        Attachment Cable(Segment segment) => new() { Segment = segment, Machine = machine, Mac = config.Mac };
    }

    private static IReadOnlyList<string> Networks(IReadOnlyList<string> texts) =>
        [.. texts.Select(t => Softnet.Network(t) ?? throw new RefusedException($"Error: '{t}' is no IPv4 network such as 192.168.0.0/24", RefusedException.UsageCode)).Distinct()];

    /// <summary>A port in use would be taken away from who listens there.</summary>
    private static async Task RequirePorts(Softnet softnet, NetworkHost host, CancellationToken stopped)
    {
        foreach (var (outside, _) in softnet.Ports)
        {
            if ((await host.Do("ss", ["-H", "-l", "-t", "-n", $"sport = :{outside}"], stopped)).Trim().Length > 0)
            {
                throw new HostRefusedException($"port {outside} of the host is in use");
            }
        }
    }

    /// <summary>Never a softer network than was asked for.</summary>
    private static RefusedException Refused(NetworkWish wish, Lack lack)
    {
        var text = (wish.Kind, lack.IsPrivilege) switch
        {
            (NetworkKind.Bridged, _) => $"Error: {wish} cannot be had",
            (_, true) => "root privileges are required to run and passwordless sudo was not available",
            (_, false) => "Error: InitializationFailed(why: \"softnet not found in PATH\")",
        };
        return new RefusedException($"{text}\nstand-in: {lack.Why}", 1);
    }
}
