using Lab.Contracts;
using Lab.Shell;
using Microsoft.Extensions.Options;

namespace Lab.Probe.Host.Mac;

/// <summary>Reads a macOS host by the commands that come with it, all at once and each with a limit. None needs a privilege.</summary>
internal sealed class MacHost(ICommandRunner commands, IOptions<ProbeOptions> options, TimeProvider clock) : IHostReader
{
    // By path: a service started from an app bundle may not have the sbin directories on PATH.
    private static readonly string[] Sysctl =
    [
        "/usr/sbin/sysctl", "kern.osproductversion", "kern.osrelease", "hw.memsize", "hw.logicalcpu", "vm.loadavg", "vm.swapusage", "kern.memorystatus_vm_pressure_level",
    ];

    private static readonly string[] VmStatistics = ["/usr/bin/vm_stat"];
    private static readonly string[] MemoryFree = ["/usr/bin/memory_pressure", "-Q"];
    private static readonly string[] InterfaceList = ["/sbin/ifconfig", "-a"];
    private static readonly string[] Ipv4RouteList = ["/usr/sbin/netstat", "-rn", "-f", "inet"];
    private static readonly string[] Ipv6RouteList = ["/usr/sbin/netstat", "-rn", "-f", "inet6"];
    private static readonly string[] Dns = ["/usr/sbin/scutil", "--dns"];
    private static readonly string[] SocketList = ["/usr/sbin/netstat", "-an", "-p", "tcp"];
    private static readonly string[] Counters = ["/usr/sbin/netstat", "-s", "-p", "tcp"];

    public async Task<HostSnapshot> Read(CancellationToken cancellation)
    {
        var at = clock.GetUtcNow();
        string[][] all = [Sysctl, VmStatistics, MemoryFree, InterfaceList, Ipv4RouteList, Ipv6RouteList, Dns, SocketList, Counters];
        var ended = (await Task.WhenAll(all.Select(async line => (line, Result: await Run(line, cancellation))))).ToDictionary(e => e.line, e => e.Result);

        var parts = new Gathering();
        T? Take<T>(string what, string[] line, Func<string, T?> parse) =>
            parts.Take(what, string.Join(' ', line), string.Join(' ', line), () => parse(Output(ended[line])));

        var system = SysctlValues.Parse(ended[Sysctl].Output);
        var memory = Take(HostParts.Memory, VmStatistics, text => MacMemory.Read(system, text, ended[MemoryFree].Output));
        var swap = parts.Take(HostParts.Swap, "sysctl vm.swapusage", "sysctl vm.swapusage", system.Swap);
        var pressure = parts.Take(HostParts.MemoryPressure, "sysctl kern.memorystatus_vm_pressure_level", "memory_pressure", system.MemoryPressure);
        var processors = parts.Take(HostParts.Processors, string.Join(' ', Sysctl), "sysctl hw.logicalcpu vm.loadavg", system.Processors);
        parts.Miss(HostParts.ProcessorPressure, "macOS keeps no such measure", "top -l 1 -n 0");

        return new HostSnapshot
        {
            At = at,
            System = system.Name,
            Memory = memory is null ? null : memory with { SwapTotalBytes = swap?.Total ?? 0, SwapUsedBytes = swap?.Used ?? 0, Pressure = pressure },
            Processors = processors,
            Interfaces = Take(HostParts.Interfaces, InterfaceList, Ifconfig.Parse) ?? [],
            Routes = [.. Take(HostParts.Ipv4Routes, Ipv4RouteList, RouteTable.Parse) ?? [], .. Take(HostParts.Ipv6Routes, Ipv6RouteList, RouteTable.Parse) ?? []],
            Resolvers = Take(HostParts.Resolvers, Dns, ScutilDns.Parse) ?? [],
            Sockets = Take(HostParts.Sockets, SocketList, SocketTable.Count) ?? [],
            TcpCounters = Take(HostParts.TcpCounters, Counters, TcpStatistics.Parse) ?? [],
            Unavailable = parts.Unavailable,
        };
    }

    private Task<CommandResult> Run(string[] line, CancellationToken cancellation) => commands.Run(
        new Command(line[0], line[1..]) { Timeout = options.Value.CommandTimeout, Environment = new Dictionary<string, string?> { ["LC_ALL"] = "C" } },
        cancellation);

    private static string Output(CommandResult result) => result switch
    {
        // A command may say something useful and still complain of something else.
        { End: CommandEnd.Exited, Output.Length: > 0 } => result.Output,
        { End: CommandEnd.TimedOut } => throw new TimeoutException($"no end within {result.Duration.TotalSeconds:0.#} s"),
        { End: CommandEnd.NotStarted } => throw new IOException(result.Error.Trim()),
        _ => throw new IOException($"exit code {result.ExitCode}: {result.Error.Trim()}"),
    };
}
