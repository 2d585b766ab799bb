using System.Diagnostics;
using System.Text.Json;
using Lab.Contracts;
using Lab.Shell;
using Lab.TartStandIn.Networks;
using Lab.Tests.Support;
using Lab.Tests.TartStandIn;

namespace Lab.Tests.VmController.Chaos;

/// <summary>A lab of its own, with somebody else's machine beside it, in which things are killed.</summary>
internal sealed class ChaosLab : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Renewal = TimeSpan.FromMilliseconds(700);

    private readonly Stores _stores;
    private readonly string _kind;
    private readonly string _root = RunningController.NewRoot();
    private readonly List<string> _hostBefore = [];
    private ServiceProcess _foreign = null!;
    private ControllerProcess _controller = null!;
    private string? _networkPrefix;

    private ChaosLab(Stores stores, string kind)
    {
        _stores = stores;
        _kind = kind;
    }

    /// <summary>How many of the killings found somebody to kill.</summary>
    public int Hits { get; private set; }

    public static async Task<ChaosLab> Start(Stores stores, string kind)
    {
        var lab = new ChaosLab(stores, kind);
        try
        {
            await lab.Tart("clone", "standin", "mine");
            lab._foreign = ServiceProcess.Start(new Command(StandIn.Executable, "run", "mine") { Environment = lab.Environment }, _ => { });
            await Eventually.Holds(async () => (await lab.Tart("exec", "mine", "true")).Succeeded, "the foreign machine answers");

            // Other tests have networks too: only names of this home count. With processes for machines there are none.
            lab._networkPrefix = kind == "qemu" ? new NetworkNames(RunningController.HomeIn(lab._root)).Prefix : null;
            lab._hostBefore.AddRange(await HostNetwork.Naming(lab._networkPrefix));
            lab._controller = await ControllerProcess.Start(stores, lab._root, kind);
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks for machines, kills, and expects that all is as before within the time given after the lease's end.</summary>
    public async Task Round(int seed)
    {
        var chance = new Random(seed);
        var victims = Enum.GetValues<Victim>().Where(v => v != Victim.Qemu || _kind == "qemu").ToList();
        var victim = victims[chance.Next(victims.Count)];
        var set = new VmSet { Count = chance.Next(1, 3), Spec = new VmSpec { Cpu = 1, MemoryMiB = _kind == "qemu" ? 128 : 64, Lease = TimeSpan.FromSeconds(2 + chance.NextDouble()) } };
        var moment = TimeSpan.FromSeconds(chance.NextDouble() * (_kind == "qemu" ? 8 : 3));
        var after = TimeSpan.FromSeconds(chance.NextDouble() * 1.5);
        var runId = $"c{seed & 0xFFFFFF:x}";
        var story = $"seed {seed}: {set.Count} machines, {victim} killed after {moment.TotalSeconds:0.00} s";

        using var renewing = new CancellationTokenSource();
        var renewal = Renew(runId, set, renewing.Token);
        await Pause(moment);
        Hits += await Strike(victim, runId) ? 1 : 0;
        if (victim != Victim.Coordinator)
        {
            await Pause(after);
        }

        await renewing.CancelAsync();
        var leaseEnd = await renewal + Ticks(set.Spec.Lease);
        await NothingIsLeft(leaseEnd + Ticks(Limit), story);
    }

    public async ValueTask DisposeAsync()
    {
        if (_controller is not null)
        {
            await _controller.DisposeAsync();
        }

        foreach (var process in HostProcesses.Of(_root))
        {
            Processes.Signal(process.Id, PosixSignal.Kill);
        }

        if (_foreign is not null)
        {
            _foreign.Kill();
            await _foreign.Exited;
            _foreign.Dispose();
        }

        // One call more, so that the stand-in takes away what its killed machines added to the host.
        await Tart("list");
        Directory.Delete(_root, recursive: true);
    }

    private Dictionary<string, string?> Environment => new() { ["TART_HOME"] = RunningController.HomeIn(_root), ["LAB_STANDIN_MACHINES"] = _kind };

    private Task<CommandResult> Tart(params string[] arguments) => new CommandRunner(TimeProvider.System).Run(
        new Command(StandIn.Executable, arguments) { Environment = Environment, Timeout = TimeSpan.FromSeconds(60) },
        CancellationToken.None);

    /// <summary>As the coordinator does while a run goes on; the result is when the last asking came through.</summary>
    private async Task<long> Renew(string runId, VmSet set, CancellationToken ended)
    {
        var last = Stopwatch.GetTimestamp();
        while (!ended.IsCancellationRequested)
        {
            if (await _controller.Ask(runId, set))
            {
                last = Stopwatch.GetTimestamp();
            }

            await Pause(Renewal, ended);
        }

        return last;
    }

    private async Task<bool> Strike(Victim victim, string runId)
    {
        if (victim == Victim.Coordinator)
        {
            return true;
        }

        if (victim == Victim.Controller)
        {
            await _controller.Kill();
            var killed = _controller;
            _controller = await ControllerProcess.Start(_stores, _root, _kind);
            killed.Http.Dispose();
            return true;
        }

        var runs = HostProcesses.Of(_root).Runs().Where(p => p.Words[^1].StartsWith($"lab-{runId}-", StringComparison.Ordinal)).ToList();
        var groups = runs.Select(r => r.Group).ToHashSet();
        var target = victim == Victim.Run
            ? runs.FirstOrDefault()
            : HostProcesses.Of(_root).FirstOrDefault(p => groups.Contains(p.Group) && Path.GetFileName(p.Words[0]).StartsWith("qemu-system", StringComparison.Ordinal));
        return target is not null && Processes.Signal(target.Id, PosixSignal.Kill);
    }

    private async Task NothingIsLeft(long until, string story)
    {
        string? left = null;
        do
        {
            await Pause(TimeSpan.FromMilliseconds(150));
            left = await Left();
        }
        while (left is not null && Stopwatch.GetTimestamp() < until);

        Assert.True(left is null, $"{story}: {Limit.TotalSeconds} s after the lease's end there is still {left}\nThe controller said:\n{_controller.Said}");
        Assert.False(_foreign.Exited.IsCompleted, $"{story}: somebody else's machine was ended.");
    }

    /// <summary>What is left, the cheap looks first; null where nothing is.</summary>
    private async Task<string?> Left()
    {
        var files = new[] { Path.Combine(RunningController.HomeIn(_root), "vms"), Path.Combine(_root, "vm-controller", "machines") }
            .Where(Directory.Exists).SelectMany(d => Directory.EnumerateFileSystemEntries(d)).Where(f => Path.GetFileName(f) != "mine").ToList();
        if (files.Count > 0)
        {
            return $"the files {string.Join(", ", files)}";
        }

        var processes = HostProcesses.Of(_root).Where(p => p.Id != _controller.Id && p.Group != _foreign.Id && !IsShared(p)).ToList();
        if (processes.Count > 0)
        {
            return $"the processes {string.Join(", ", processes)}";
        }

        var host = await HostNetwork.Naming(_networkPrefix);
        if (!host.Order().SequenceEqual(_hostBefore.Order()))
        {
            return $"on the host: {string.Join("; ", host.Except(_hostBefore))}, and not: {string.Join("; ", _hostBefore.Except(host))}";
        }

        var list = await Tart("list", "--format", "json");
        if (!list.Succeeded)
        {
            return $"a list that fails: {list.Error}";
        }

        using var json = JsonDocument.Parse(list.Output);
        var machines = json.RootElement.EnumerateArray().Select(v => $"{v.GetProperty("Name")} {v.GetProperty("State")}").ToList();
        return machines is ["mine running"] ? null : $"in the list: {string.Join(", ", machines)}";
    }

    /// <summary>The DHCP server of a network belongs to all its machines, and the foreign one still runs.</summary>
    private static bool IsShared(HostProcess process) => Path.GetFileName(process.Words[0]) == "dnsmasq";

    private static long Ticks(TimeSpan span) => (long)(span.TotalSeconds * Stopwatch.Frequency);

    private static async Task Pause(TimeSpan span, CancellationToken ended = default)
    {
        try
        {
            await Task.Delay(span, TimeProvider.System, ended);
        }
        catch (OperationCanceledException)
        {
            // Enough of it.
        }
    }
}
