using Lab.Contracts;
using Lab.Coordinator.Clients;
using Lab.Coordinator.Runs;

namespace Lab.Coordinator.Machines;

/// <summary>Keeps the leases of machines by hand renewed while they are wanted. It knows of them in memory only: when the coordinator dies they lapse.</summary>
internal sealed class HandMachines(VmClient vms, HostLook look, VmRuns runs, MachineTurn turn, TimeProvider clock, ILogger<HandMachines> logger) : BackgroundService, IHandMachines
{
    private const int MostPast = 5;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FarewellLimit = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _one = new(1);
    private volatile HandSet? _now;
    private volatile IReadOnlyList<HandSet> _past = [];
    private HostSeen? _before;
    private DateTimeOffset _renewAt;

    public HandView View => new(_now, _past);

    public async Task<HandSet> Start(HandWish wish, CancellationToken cancellation = default)
    {
        if (wish.Faults() is { Count: > 0 } faults)
        {
            throw new BadRunException(faults);
        }

        using var taken = await turn.Take(cancellation);
        return await Alone(async () =>
        {
            await RefuseWhereInTheWay(wish, cancellation);
            _before = _now is null ? await look.Take(cancellation) : _before;
            var now = clock.GetUtcNow();
            var set = (_now ?? new HandSet { Wanted = wish.Set, StartedAt = now }) with { Wanted = wish.Set, Stopped = [], While = null, Until = wish.Minutes is { } minutes ? now.AddMinutes(minutes) : null };
            return await Ask(set, cancellation);
        }, cancellation);
    }

    public Task Stop(string name, CancellationToken cancellation = default) => Alone(async () =>
    {
        if (_now is { Phase: HandPhase.Wanted } set && set.Names.Contains(name))
        {
            // Noted first: a renewal must not ask for it again.
            _now = set with { Stopped = [.. set.Stopped, name] };
            await vms.Delete(name, cancellation);
            if (!_now.Names.Any())
            {
                _now = _now with { Phase = HandPhase.Stopping, Because = "each was stopped" };
            }
        }

        return true;
    }, cancellation);

    public Task<HandSet?> StopAll(CancellationToken cancellation = default) => Alone(async () =>
    {
        if (_now is { Phase: HandPhase.Wanted } set)
        {
            _now = set with { Phase = HandPhase.Stopping, Because = "they were stopped" };
            await vms.DeleteSet(VmNames.ByHand, cancellation);
        }

        return _now;
    }, cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await Alone(() => Step(stoppingToken), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Farewell();
        }
    }

    private async Task<bool> Step(CancellationToken cancellation)
    {
        if (_now is not { } set)
        {
            return false;
        }

        try
        {
            if (set is { Phase: HandPhase.Wanted, Until: { } until } && clock.GetUtcNow() >= until)
            {
                _now = set = set with { Phase = HandPhase.Stopping, Because = "their time was over" };
            }

            _now = set.Phase == HandPhase.Wanted ? await Keep(set, cancellation) : await End(set, cancellation);
        }
        catch (ServiceCallException exception)
        {
            if (set.Trouble != exception.Message)
            {
                logger.LogWarning("Machines by hand: {Reason}", exception.Message);
            }

            _now = set with { Trouble = exception.Message };
            _renewAt = clock.GetUtcNow() + AfterTrouble;
        }

        return true;
    }

    /// <summary>Renews what is due, and looks at the host once all are ready.</summary>
    private async Task<HandSet> Keep(HandSet set, CancellationToken cancellation)
    {
        if (clock.GetUtcNow() >= _renewAt)
        {
            await Renew(set, cancellation);
            set = set with { Trouble = null };
        }

        if (set.While is null && _before is { } before)
        {
            var states = (await vms.Find(VmNames.ByHand, cancellation)).Vms.ToDictionary(v => v.Name, v => v.State);
            set = set.Names.All(n => states.GetValueOrDefault(n) == VmState.Ready) ? set with { While = before.To(await look.Take(cancellation)) } : set;
        }

        return set;
    }

    private async Task Renew(HandSet set, CancellationToken cancellation)
    {
        if (set.Stopped.Count == 0)
        {
            await vms.Want(VmNames.ByHand, set.Wanted, cancellation);
        }
        else
        {
            // The whole set would bring back those that were stopped one by one.
            foreach (var name in set.Names)
            {
                await vms.Want(name, set.Wanted.Spec, cancellation);
            }
        }

        _renewAt = clock.GetUtcNow() + Renewal;
    }

    /// <summary>Sees to it that they are gone; then compares the host with what it was. Null once that is done.</summary>
    private async Task<HandSet?> End(HandSet set, CancellationToken cancellation)
    {
        if ((await vms.Find(VmNames.ByHand, cancellation)).Vms is { Count: > 0 } left)
        {
            if (left.Any(v => v.State != VmState.Stopping))
            {
                await vms.DeleteSet(VmNames.ByHand, cancellation);
            }

            return set with { Trouble = null };
        }

        var gone = set with
        {
            Phase = HandPhase.Gone,
            GoneAt = clock.GetUtcNow(),
            Trouble = null,
            After = _before?.To(await look.Take(cancellation)),
        };
        _past = [gone, .. _past.Take(MostPast - 1)];
        _before = null;
        return null;
    }

    private async Task RefuseWhereInTheWay(HandWish wish, CancellationToken cancellation)
    {
        var reasons = new List<string>();
        if (_now is { Phase: HandPhase.Stopping })
        {
            reasons.Add("The machines by hand of before are still being stopped. Wait until they are gone.");
        }
        else if (_now is { } set && set.Wanted.Spec != wish.Spec)
        {
            reasons.Add($"Machines by hand run already, of another kind: {VmWords.Machines(set.Wanted)}. Stop them first, or ask for the same kind to change their number.");
        }

        if (await runs.InTheWay() is { } run)
        {
            reasons.Add(run);
        }

        if (_now is null)
        {
            var report = await Checked(wish.Set, cancellation);
            reasons.AddRange(report.Findings.Where(f => f.Result == CheckResult.Fails).Select(VmWords.Of));
            if (report.MissingImage is { } image)
            {
                reasons.Add($"The image {image} is not here. Pull it first: the list of images on the page VMs does so.");
            }
        }

        if (reasons.Count > 0)
        {
            throw new BadRunException(reasons);
        }
    }

    private async Task<PreflightReport> Checked(VmSet set, CancellationToken cancellation)
    {
        try
        {
            return await vms.Check(set, cancellation);
        }
        catch (ServiceRefusedException refused)
        {
            throw new BadRunException(refused.Reasons);
        }
    }

    private async Task<HandSet> Ask(HandSet set, CancellationToken cancellation)
    {
        var earlier = _now;
        try
        {
            _now = set;
            await Renew(set, cancellation);
            return set;
        }
        catch (ServiceRefusedException refused)
        {
            _now = earlier;
            throw new BadRunException(refused.Reasons);
        }
        catch (Exception)
        {
            // Whether they were taken on is not known: what may be there is ended.
            _now = set with { Phase = HandPhase.Stopping, Because = "whether the vm-controller took them on is not known" };
            throw;
        }
    }

    /// <summary>They would lapse by themselves; an orderly end does not wait for that.</summary>
    private async Task Farewell()
    {
        if (_now is null)
        {
            return;
        }

        try
        {
            using var limit = new CancellationTokenSource(FarewellLimit, clock);
            await vms.DeleteSet(VmNames.ByHand, limit.Token);
        }
        catch (Exception exception) when (exception is ServiceCallException or OperationCanceledException)
        {
            logger.LogWarning("Machines by hand end by their lease: {Reason}", exception.Message);
        }
    }

    private async Task<T> Alone<T>(Func<Task<T>> act, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            return await act();
        }
        finally
        {
            _one.Release();
        }
    }

    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }
}
