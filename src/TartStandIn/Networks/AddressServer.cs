using Lab.Shell;

namespace Lab.TartStandIn.Networks;

/// <summary>dnsmasq on one of the home's bridges and nowhere else: gives addresses, and on the NAT bridge answers for names.</summary>
internal sealed class AddressServer(NetworkHost host, NetworkNames names, Segment segment, string directory, string leases)
{
    /// <summary>As vmnet's.</summary>
    private const int LeaseSeconds = 86400;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    private string Bridge => names.Bridge(segment);

    /// <summary>Marks the process as ours, whatever its files say.</summary>
    private string Mark => $"--interface={Bridge}";

    private string Reserved => Path.Combine(directory, $"{segment}.hosts".ToLowerInvariant());

    /// <summary>Runs with one address reserved for each machine, so that two never get the same.</summary>
    public async Task Serve(Subnet subnet, IEnumerable<Attachment> machines, bool hasIpv6, CancellationToken stopped)
    {
        var reserved = string.Concat(machines.Select(m => $"{m.Mac},{m.Address}\n").Order(StringComparer.Ordinal));
        var isNew = !File.Exists(Reserved) || await File.ReadAllTextAsync(Reserved, stopped) != reserved;
        await Written.Whole(Reserved, reserved, stopped);
        var running = Running();
        if (running.Count == 0)
        {
            await host.Do("dnsmasq", Arguments(subnet, hasIpv6), stopped);
        }
        else if (isNew)
        {
            foreach (var process in running)
            {
                Processes.Signal(process, PosixSignal.HangUp);
            }
        }
    }

    /// <exception cref="HostRefusedException">It does not go.</exception>
    public async Task Stop(CancellationToken stopped)
    {
        foreach (var process in Running())
        {
            Processes.Signal(process, PosixSignal.Terminate);
            if (!await Gone(process, stopped))
            {
                Processes.Signal(process, PosixSignal.Kill);
                if (!await Gone(process, stopped))
                {
                    throw new HostRefusedException($"dnsmasq ({process}) does not end");
                }
            }
        }

        if (File.Exists(Reserved))
        {
            File.Delete(Reserved);
        }
    }

    /// <summary>Looked for among all processes: a file with its id could be torn, or name a later process.</summary>
    public IReadOnlyList<int> Running() => Directory.Exists("/proc")
        ? [.. Directory.EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), out var id) ? id : 0)
            .Where(id => id > 0 && IsOurs(id))]
        : [];

    private bool IsOurs(int process)
    {
        try
        {
            var words = File.ReadAllText($"/proc/{process}/cmdline").Split('\0');
            return Path.GetFileName(words[0]) == "dnsmasq" && words.Contains(Mark) && Processes.IsRunning(process);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async Task<bool> Gone(int process, CancellationToken stopped)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (Processes.IsRunning(process))
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                return false;
            }

            await Task.Delay(Poll, TimeProvider.System, stopped);
        }

        return true;
    }

    private List<string> Arguments(Subnet subnet, bool hasIpv6)
    {
        List<string> arguments =
        [
            "--conf-file=/dev/null", Mark, "--except-interface=lo", "--bind-dynamic",
            $"--dhcp-range={subnet.At(Subnet.FirstMachine)},{subnet.At(Subnet.LastMachine)},255.255.255.0,{LeaseSeconds}",
            $"--dhcp-hostsfile={Reserved}", $"--dhcp-leasefile={leases}", "--dhcp-authoritative",
            $"--pid-file={Path.Combine(directory, $"{segment}.pid".ToLowerInvariant())}", "--quiet-dhcp", "--quiet-dhcp6", "--quiet-ra",
        ];
        if (hasIpv6)
        {
            // An address and no way out: lifetime 0 is no router. vmnet's machines have the same prefix on the host, which is what can be in its way.
            arguments.AddRange(["--enable-ra", $"--dhcp-range={names.LocalPrefix(segment)},ra-only,64,{LeaseSeconds}", $"--ra-param={Bridge},0,0"]);
        }

        if (segment == Segment.Host)
        {
            // No names (they would come from outside), no router, no resolver.
            arguments.AddRange(["--port=0", "--dhcp-option=3", "--dhcp-option=6"]);
        }

        return arguments;
    }
}
