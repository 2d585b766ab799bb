namespace Lab.TartStandIn.Networks;

/// <summary>All that the running machines of one TART_HOME have on the host. The records say what there should be; after every change of them the host is made to agree.</summary>
internal sealed class HomeNetworks
{
    private readonly NetworkHost _host;
    private readonly NetworkNames _names;
    private readonly string _space;
    private readonly string _served;
    private readonly Records _records;
    private readonly Leases _leases;

    /// <param name="home">The TART_HOME.</param>
    /// <param name="host">The host's network.</param>
    /// <param name="space">Where all homes of one network namespace meet: <see cref="NetworkSpace.Current"/>.</param>
    public HomeNetworks(string home, NetworkHost host, string space)
    {
        _host = host;
        _names = new NetworkNames(home);
        _space = space;
        _served = Path.Combine(space, _names.Prefix);
        var own = Own(home);
        _records = new Records(own, space);
        _leases = LeasesOf(home);
        Rules = Path.Combine(own, "rules.nft");
    }

    public NetworkNames Names => _names;

    private string Rules { get; }

    public static Leases LeasesOf(string home) => new(Own(home));

    /// <summary>Whether there is anything on the host that no running machine needs; cheap, for every call asks it.</summary>
    public bool HasStrays() => Directory.Exists(_served) && (_records.Live().Count == 0 || _records.HasDead());

    /// <summary>Adds a machine's cables.</summary>
    /// <returns>The cables with their interfaces and addresses.</returns>
    /// <exception cref="HostRefusedException">It could not be done; what had been added is gone again.</exception>
    public async Task<IReadOnlyList<Attachment>> Attach(IReadOnlyList<Attachment> wanted, CancellationToken stopped)
    {
        using var held = await NetworkLock.Take(_space, stopped);
        var live = _records.Live();
        var placed = new List<Attachment>();
        try
        {
            Directory.CreateDirectory(_served);
            foreach (var cable in wanted)
            {
                var next = await Place(cable, [.. live, .. placed], stopped);
                await _records.Write(next, stopped);
                placed.Add(next);
            }

            await Agree([.. live, .. placed], stopped);
            foreach (var cable in placed)
            {
                await Plug(cable, stopped);
            }

            return placed;
        }
        catch
        {
            await Unplug(placed);
            throw;
        }
    }

    /// <summary>Takes a machine's cables away, and with the last one what the machines shared.</summary>
    public async Task Detach(IReadOnlyList<Attachment> cables)
    {
        using var held = await NetworkLock.Take(_space, CancellationToken.None);
        await Unplug(cables);
    }

    /// <summary>Takes away what no running machine needs. Leaves it to whoever is changing the network right now.</summary>
    public async Task Sweep()
    {
        using var held = NetworkLock.TryTake(_space);
        if (held is not null)
        {
            await Unplug([]);
        }
    }

    private async Task Unplug(IReadOnlyList<Attachment> cables)
    {
        await Agree([.. _records.Live().Where(l => cables.All(c => c.Interface != l.Interface))], CancellationToken.None);
        foreach (var cable in cables)
        {
            _records.Delete(cable);
        }

        _records.DeleteDead();
    }

    private async Task<Attachment> Place(Attachment cable, IReadOnlyList<Attachment> others, CancellationToken stopped)
    {
        var used = others.Select(o => o.Interface).ToHashSet();
        var named = cable with { Interface = Enumerable.Range(0, 1000).Select(_names.Tap).First(n => !used.Contains(n)), Space = _space };
        if (cable.Segment == Segment.Outside)
        {
            return named;
        }

        if (cable.Softnet is { } softnet && others.FirstOrDefault(o => o.Softnet?.Ports.Any(p => softnet.Ports.Any(q => q.Outside == p.Outside)) ?? false) is { } first)
        {
            throw new HostRefusedException($"\"{first.Machine}\" exposes one of the same ports: {string.Join(' ', first.Softnet!.Expose)}");
        }

        var beside = others.Where(o => o.Segment == cable.Segment).ToList();
        var subnet = beside.FirstOrDefault()?.Subnet ?? Subnet.FirstFree(await _host.Taken(_names.Bridge(cable.Segment), stopped));
        var leased = _leases.Current();
        var taken = beside.Select(o => o.Address!).Concat(leased.Where(l => l.Mac != cable.Mac).Select(l => l.Address)).ToHashSet();
        return named with { Address = subnet.Give(leased.LastOrDefault(l => l.Mac == cable.Mac)?.Address, taken) };
    }

    /// <summary>Makes the host agree with the records. Every step is taken even where one before it failed.</summary>
    private async Task Agree(IReadOnlyList<Attachment> machines, CancellationToken stopped)
    {
        var faults = new List<string>();
        var isIdle = machines.Count == 0;
        var links = await _host.Links(stopped);
        var mine = links.Where(l => _names.IsMine(l.Name) && l.Kind is "bridge" or "tun" or "macvtap").ToList();
        var bridges = new Dictionary<Segment, List<Attachment>>
        {
            [Segment.Nat] = [.. machines.Where(m => m.Segment == Segment.Nat)],
            [Segment.Host] = [.. machines.Where(m => m.Segment == Segment.Host)],
        };

        foreach (var port in mine.Where(l => l.Kind != "bridge" && machines.All(m => m.Interface != l.Name)))
        {
            await Step(() => _host.Remove(port.Name, stopped));
        }

        foreach (var (segment, _) in bridges.Where(b => b.Value.Count == 0))
        {
            await Step(() => Server(segment).Stop(stopped));
            if (mine.Any(l => l.Name == _names.Bridge(segment)))
            {
                await Step(() => _host.Remove(_names.Bridge(segment), stopped));
            }
        }

        await Step(() => Load(new Ruleset(_names, machines), stopped));
        var forwarding = new Forwarding(_host, _space);
        if (bridges[Segment.Nat].Count > 0)
        {
            await Step(() => forwarding.Require(stopped));
        }
        else if (!links.Any(l => NetworkNames.IsNatBridge(l.Name) && !_names.IsMine(l.Name)))
        {
            await Step(() => forwarding.PutBack(stopped));
        }

        foreach (var (segment, members) in bridges.Where(b => b.Value.Count > 0))
        {
            await Step(() => Raise(segment, members, isThere: mine.Any(l => l.Name == _names.Bridge(segment)), stopped));
        }

        if (faults.Count > 0)
        {
            throw new HostRefusedException(string.Join("; ", faults));
        }

        if (isIdle && Directory.Exists(_served))
        {
            // The mark that there is anything to clear away goes last.
            Directory.Delete(_served, recursive: true);
        }

        async Task Step(Func<Task> step)
        {
            try
            {
                await step();
            }
            catch (Exception fault) when (fault is HostRefusedException or IOException or UnauthorizedAccessException)
            {
                faults.Add(fault.Message);
            }
        }
    }

    private async Task Raise(Segment segment, List<Attachment> members, bool isThere, CancellationToken stopped)
    {
        var bridge = _names.Bridge(segment);
        var subnet = members[0].Subnet!.Value;
        if (!isThere)
        {
            await Server(segment).Stop(stopped);
            await _host.Ip(stopped, "link", "add", "name", bridge, "address", _names.BridgeMac(segment), "type", "bridge", "forward_delay", "0");
        }

        await _host.Ip(stopped, "address", "replace", $"{subnet.Gateway}/24", "brd", "+", "dev", bridge);
        await _host.Ip(stopped, "link", "set", "dev", bridge, "up");
        var hasIpv6 = await _host.Setting($"net.ipv6.conf.{bridge}.disable_ipv6", stopped) == "0";
        if (hasIpv6)
        {
            await _host.Ip(stopped, "-6", "address", "replace", $"{_names.LocalPrefix(segment)}1/64", "dev", bridge, "nodad");
        }

        if (members.Any(m => m.Softnet is { Expose.Count: > 0 }))
        {
            await _host.Set($"net.ipv4.conf.{bridge}.route_localnet", "1", stopped);
        }

        await Server(segment).Serve(subnet, members, hasIpv6, stopped);
    }

    private async Task Plug(Attachment cable, CancellationToken stopped)
    {
        if (cable.IsMacvtap)
        {
            await _host.Ip(stopped, "link", "add", "link", cable.Outside!, "name", cable.Interface, "address", cable.Mac, "type", "macvtap", "mode", "bridge");
        }
        else
        {
            await _host.Ip(stopped, "tuntap", "add", "dev", cable.Interface, "mode", "tap");
            await _host.Ip(stopped, "link", "set", "dev", cable.Interface, "address", NetworkNames.PortMac(cable.Mac), "addrgenmode", "none", "master", cable.Outside ?? _names.Bridge(cable.Segment));
        }

        await _host.Ip(stopped, "link", "set", "dev", cable.Interface, "up");
    }

    /// <summary>One transaction: no moment at which a softnet is open.</summary>
    private async Task Load(Ruleset rules, CancellationToken stopped)
    {
        if (Tools.Find("nft") is null && !rules.NeedsRouted)
        {
            return;
        }

        var tables = (await _host.Do("nft", ["list", "tables"], stopped)).Split('\n');
        var text = rules.Text(tables.Contains($"table inet {_names.Prefix}"), tables.Contains($"table bridge {_names.Prefix}"));
        if (text.Length == 0)
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Rules)!);
        await Written.Whole(Rules, text, stopped);
        await _host.Do("nft", ["-f", Rules], stopped);
    }

    private static string Own(string home) => Path.Combine(home, "network");

    private AddressServer Server(Segment segment) => new(_host, _names, segment, _served, _leases.FileOf(segment));
}
