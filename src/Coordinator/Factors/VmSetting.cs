using Lab.Contracts;
using Lab.Coordinator.Clients;
using Lab.Coordinator.Machines;

namespace Lab.Coordinator.Factors;

/// <summary>Some virtual machines of one kind, asked of the vm-controller by a lease that lapses when nobody renews it.</summary>
internal sealed record VmSetting(int Count, VmSpec Spec) : IHostSetting
{
    private static readonly TimeSpan BootLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan GoneLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>What the vm-controller is asked for.</summary>
    public VmSet Set => new() { Count = Count, Spec = Spec };

    public string InWords => VmWords.Of(Set);

    public async Task<Readiness> Foresee(HostAccess host, CancellationToken cancellation)
    {
        if ((await host.Vms.Backend(cancellation)).Problem is { } problem)
        {
            return Readiness.Of($"This host cannot run VMs: {problem}");
        }

        try
        {
            var report = await host.Vms.Check(Set, cancellation);
            var said = report.Findings.Where(f => f.Result is CheckResult.Warning or CheckResult.Unknown);
            return new Readiness(
                Said(report, CheckResult.Fails),
                [.. said.Where(f => report.MissingImage is null || f.Check != VmWords.ImageCheck).Select(f => $"Before the run, {(f.Result == CheckResult.Unknown ? "not known: " : "")}{VmWords.Of(f)}")]);
        }
        catch (ServiceRefusedException refused)
        {
            return new Readiness(refused.Reasons, []);
        }
    }

    public async Task<string?> Scope(HostAccess host, CancellationToken cancellation) => VmWords.Scope(await host.Vms.Backend(cancellation));

    public async Task Apply(HostAccess host, string runId, CancellationToken cancellation)
    {
        var deadline = host.Clock.GetUtcNow() + BootLimit;
        var view = await host.Vms.Want(runId, Set, cancellation);
        var renewal = host.Clock.GetUtcNow() + (Spec.Lease / 4);
        while (Pending(runId, view).ToList() is [var name, ..])
        {
            var now = host.Clock.GetUtcNow();
            if (now > deadline)
            {
                throw new VoidTrialException($"{name} was not ready after {BootLimit.TotalMinutes:0} minutes; it is {(Of(view, name) is { } vm ? Words.Kebab(vm.State) : "not there")}.");
            }

            await Task.Delay(Look, host.Clock, cancellation);
            view = now < renewal ? await host.Vms.Find(runId, cancellation) : await host.Vms.Want(runId, Set, cancellation);
            renewal = now < renewal ? renewal : now + (Spec.Lease / 4);
        }
    }

    public async Task<string?> Broken(HostAccess host, string runId, DateTimeOffset since, CancellationToken cancellation)
    {
        var view = await host.Vms.Find(runId, cancellation);
        foreach (var name in Names(runId))
        {
            var vm = Of(view, name);
            if (vm is null || vm.State != VmState.Ready || vm.Since > since)
            {
                return $"{name} did not run through the trial: it is {(vm is null ? "gone" : Words.Kebab(vm.State))} {vm?.Error}".TrimEnd().TrimEnd('.') + ".";
            }
        }

        return view.Vms.FirstOrDefault(v => v.Traces.Count > 0) is { } left ? $"The host had traces of an earlier {left.Name} during the trial: {string.Join(", ", left.Traces)}." : null;
    }

    public Task Renew(HostAccess host, string runId, CancellationToken cancellation) => host.Vms.Want(runId, Set, cancellation);

    public async Task Undo(HostAccess host, string runId, CancellationToken cancellation)
    {
        await host.Vms.DeleteSet(runId, cancellation);
        var deadline = host.Clock.GetUtcNow() + GoneLimit;
        while ((await host.Vms.Find(runId, cancellation)).Vms is [var left, ..])
        {
            if (host.Clock.GetUtcNow() > deadline)
            {
                throw new TimeoutException($"{left.Name} is still there {GoneLimit.TotalMinutes:0} minutes after it was to be deleted{(left.Traces.Count > 0 ? $"; left on the host: {string.Join(", ", left.Traces)}" : "")}{(left.Error is { } error ? $". {error} {left.Advice}" : "")}".TrimEnd().TrimEnd('.') + ".");
            }

            await Task.Delay(Look, host.Clock, cancellation);
        }
    }

    /// <summary>Machines that are on their way; one that failed or vanished ends the waiting.</summary>
    private IEnumerable<string> Pending(string runId, VmSetView view)
    {
        foreach (var name in Names(runId))
        {
            var vm = Of(view, name);
            if (vm is null && !(view.Wanted >= Count))
            {
                throw new VoidTrialException($"{name} disappeared while it was starting.");
            }

            if (vm?.State == VmState.Failed)
            {
                throw new VoidTrialException($"{name} did not start: {vm!.Error} {vm.Advice}".TrimEnd());
            }

            if (vm?.State != VmState.Ready)
            {
                yield return name;
            }
        }
    }

    private IEnumerable<string> Names(string runId) => Enumerable.Range(0, Count).Select(i => VmNames.For(runId, i));

    private static VmView? Of(VmSetView view, string name) => view.Vms.FirstOrDefault(v => v.Name == name);

    private static List<string> Said(PreflightReport report, CheckResult result) => [.. report.Findings.Where(f => f.Result == result).Select(VmWords.Of)];
}
