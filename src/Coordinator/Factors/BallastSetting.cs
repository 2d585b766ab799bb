using System.Globalization;
using Lab.Contracts;
using Lab.Coordinator.Clients;

namespace Lab.Coordinator.Factors;

/// <summary>A ballast, asked of the vm-controller by a lease that lapses when nobody renews it.</summary>
internal sealed record BallastSetting(BallastSpec Spec) : IHostSetting
{
    private static readonly TimeSpan FillLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan GoneLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public string InWords => $"a ballast of {string.Join(" and ", Parts())}, no VM";

    public async Task<string?> Preflight(HostAccess host, CancellationToken cancellation)
    {
        var against = (await host.Ballasts.Check(Spec, cancellation)).Findings.Where(f => f.Result == CheckResult.Fails).Select(f => $"{f.Detail} {f.Fix}".TrimEnd()).ToList();
        return against.Count > 0 ? $"This host cannot bear {InWords}: {string.Join(" ", against)}" : null;
    }

    public Task<string?> Scope(HostAccess host, CancellationToken cancellation) => Task.FromResult<string?>(
        $"{char.ToUpperInvariant(InWords[0])}{InWords[1..]}, was a sham: a process that takes as much of the host and has no hypervisor, no guest and no network. What it does to calls, a VM's memory and processor time can do; what only the VM does is the VM's.");

    public async Task Apply(HostAccess host, string runId, CancellationToken cancellation)
    {
        var name = BallastNames.For(runId);
        var deadline = host.Clock.GetUtcNow() + FillLimit;
        while (true)
        {
            await Want(host, name, cancellation);
            var ballast = await host.Ballasts.Find(name, cancellation) ?? throw new VoidTrialException($"{name} disappeared while it took its memory.");
            if (ballast.State == BallastState.Ready)
            {
                return;
            }

            if (ballast.State == BallastState.Failed)
            {
                throw new VoidTrialException($"{name} could not be had: {ballast.Error} {ballast.Advice}".TrimEnd());
            }

            if (host.Clock.GetUtcNow() > deadline)
            {
                throw new VoidTrialException($"{name} was not ready after {FillLimit.TotalMinutes:0} minutes; it is {Words.Kebab(ballast.State)}. {ballast.Error}".TrimEnd());
            }

            await Task.Delay(Look, host.Clock, cancellation);
        }
    }

    public async Task<string?> Broken(HostAccess host, string runId, DateTimeOffset since, CancellationToken cancellation)
    {
        var name = BallastNames.For(runId);
        var ballast = await host.Ballasts.Find(name, cancellation);
        return ballast switch
        {
            null => $"{name} did not last through the trial: it is gone.",
            { State: not BallastState.Ready } => $"{name} was not whole through the trial: it is {Words.Kebab(ballast.State)}. {ballast.Error}".TrimEnd(),
            _ when ballast.Since > since => $"{name} was not whole through the trial: it is ready only since {ballast.Since:HH:mm:ss}Z. {ballast.Error}".TrimEnd(),
            _ => null,
        };
    }

    public Task Renew(HostAccess host, string runId, CancellationToken cancellation) => host.Ballasts.Want(BallastNames.For(runId), Spec, cancellation);

    public async Task Undo(HostAccess host, string runId, CancellationToken cancellation)
    {
        var name = BallastNames.For(runId);
        await host.Ballasts.Delete(name, cancellation);
        var deadline = host.Clock.GetUtcNow() + GoneLimit;
        while (await host.Ballasts.Find(name, cancellation) is not null)
        {
            if (host.Clock.GetUtcNow() > deadline)
            {
                throw new TimeoutException($"{name} is still there {GoneLimit.TotalMinutes:0} minutes after it was to end.");
            }

            await Task.Delay(Look, host.Clock, cancellation);
        }
    }

    /// <summary>What the host refuses after the preflight (its memory went elsewhere since) makes the trial void, and not the run fail.</summary>
    private async Task Want(HostAccess host, string name, CancellationToken cancellation)
    {
        try
        {
            await host.Ballasts.Want(name, Spec, cancellation);
        }
        catch (ServiceCallException exception)
        {
            if ((await host.Ballasts.Check(Spec, cancellation)).CanRun)
            {
                throw;
            }

            throw new VoidTrialException($"{name} could not be had: {exception.Message}");
        }
    }

    private IEnumerable<string> Parts()
    {
        if (Spec.MemoryMiB > 0)
        {
            yield return Spec.MemoryMiB % 1024 == 0 ? $"{Spec.MemoryMiB / 1024} GiB" : $"{Spec.MemoryMiB} MiB";
        }

        if (Spec.Cores > 0)
        {
            yield return $"{Spec.Cores.ToString("0.###", CultureInfo.InvariantCulture)} {(Spec.Cores == 1 ? "core" : "cores")}";
        }
    }
}
