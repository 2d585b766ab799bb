using Lab.Contracts;

namespace Lab.Coordinator.Factors;

/// <summary>Some virtual machines of one kind, asked of the vm-controller by a lease that lapses when nobody renews it.</summary>
internal sealed record VmSetting(int Count, VmSpec Spec) : IHostSetting
{
    private static readonly TimeSpan BootLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan GoneLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public string InWords => $"{(Count == 1 ? "a VM" : $"{Count} VMs")} with {(Spec.MemoryMiB % 1024 == 0 ? $"{Spec.MemoryMiB / 1024} GiB" : $"{Spec.MemoryMiB} MiB")}, network {Spec.Network}";

    public async Task<string?> Preflight(HostAccess host, CancellationToken cancellation) =>
        (await host.Vms.Backend(cancellation)).Problem is { } problem ? $"This host cannot run VMs: {problem}" : null;

    public async Task<string?> Scope(HostAccess host, CancellationToken cancellation)
    {
        var backend = await host.Vms.Backend(cancellation);
        return backend.IsVirtualMachine
            ? $"The VMs ran in {backend.Name}."
            : $"There was no virtual machine: a {backend.Name} held the VM's memory instead. {backend.Description}";
    }

    public async Task Apply(HostAccess host, string runId, CancellationToken cancellation)
    {
        foreach (var name in NamesFor(runId))
        {
            await host.Vms.Want(name, Spec, cancellation);
        }

        var deadline = host.Clock.GetUtcNow() + BootLimit;
        foreach (var name in NamesFor(runId))
        {
            while (true)
            {
                var vm = await host.Vms.Find(name, cancellation) ?? throw new VoidTrialException($"{name} disappeared while it was starting.");
                if (vm.State == VmState.Ready)
                {
                    break;
                }

                if (vm.State == VmState.Failed)
                {
                    throw new VoidTrialException($"{name} did not start: {vm.Error} {vm.Advice}".TrimEnd());
                }

                if (host.Clock.GetUtcNow() > deadline)
                {
                    throw new VoidTrialException($"{name} was not ready after {BootLimit.TotalMinutes:0} minutes; it is {Words.Kebab(vm.State)}.");
                }

                await Task.Delay(Look, host.Clock, cancellation);
                await Renew(host, runId, cancellation);
            }
        }
    }

    public async Task<string?> Broken(HostAccess host, string runId, DateTimeOffset since, CancellationToken cancellation)
    {
        foreach (var name in NamesFor(runId))
        {
            var vm = await host.Vms.Find(name, cancellation);
            if (vm is null || vm.State != VmState.Ready || vm.Since > since)
            {
                return $"{name} did not run through the trial: it is {(vm is null ? "gone" : Words.Kebab(vm.State))} {vm?.Error}".TrimEnd() + ".";
            }
        }

        return null;
    }

    public async Task Renew(HostAccess host, string runId, CancellationToken cancellation)
    {
        foreach (var name in NamesFor(runId))
        {
            await host.Vms.Want(name, Spec, cancellation);
        }
    }

    public async Task Undo(HostAccess host, string runId, CancellationToken cancellation)
    {
        foreach (var name in NamesFor(runId))
        {
            await host.Vms.Delete(name, cancellation);
        }

        var deadline = host.Clock.GetUtcNow() + GoneLimit;
        foreach (var name in NamesFor(runId))
        {
            while (await host.Vms.Find(name, cancellation) is not null)
            {
                if (host.Clock.GetUtcNow() > deadline)
                {
                    throw new TimeoutException($"{name} is still there {GoneLimit.TotalMinutes:0} minutes after it was to be deleted.");
                }

                await Task.Delay(Look, host.Clock, cancellation);
            }
        }
    }

    private IEnumerable<string> NamesFor(string runId) => Enumerable.Range(0, Count).Select(i => VmNames.For(runId, i));
}
