using Lab.Contracts;
using Lab.Coordinator.Machines;
using Lab.Coordinator.Pages.Sources;
using Lab.Coordinator.Runs;

namespace Lab.Tests.Pages;

/// <summary>A vm-controller that says what a test wants, or that is away.</summary>
internal sealed class FakeVms : IVms
{
    public VmInventory Answer { get; set; } = Believable.Inventory();

    public ImageList ImagesAnswer { get; set; } = Believable.Images();

    public PreflightReport Report { get; set; } = Believable.Preflight();

    public List<string> Pulled { get; } = [];

    public List<string> PullsStopped { get; } = [];

    public List<VmSet> Checked { get; } = [];

    public string? Away { get; set; }

    public Task<VmInventory> Inventory(CancellationToken cancellation = default) => Said(() => Answer);

    public Task<ImageList> Images(CancellationToken cancellation = default) => Said(() => ImagesAnswer);

    public Task Pull(string image, CancellationToken cancellation = default) => Said(() =>
    {
        Pulled.Add(image);
        return true;
    });

    public Task StopPull(string image, CancellationToken cancellation = default) => Said(() =>
    {
        PullsStopped.Add(image);
        return true;
    });

    public Task<PreflightReport> Check(VmSet set, CancellationToken cancellation = default) => Said(() =>
    {
        Checked.Add(set);
        return Report;
    });

    private Task<T> Said<T>(Func<T> what) => Away is null ? Task.FromResult(what()) : throw new HttpRequestException(Away);
}

/// <summary>Machines by hand that a test holds in its hand.</summary>
internal sealed class FakeHand : IHandMachines
{
    public HandView View { get; set; } = new(null, []);

    public List<HandWish> Started { get; } = [];

    public List<string> Stopped { get; } = [];

    public string[]? Refuse { get; set; }

    public Task<HandSet> Start(HandWish wish, CancellationToken cancellation = default)
    {
        if (Refuse is not null)
        {
            throw new BadRunException(Refuse);
        }

        Started.Add(wish);
        var set = new HandSet { Wanted = new VmSet { Count = wish.Count, Spec = wish.Spec }, StartedAt = Believable.Noon };
        View = View with { Now = set };
        return Task.FromResult(set);
    }

    public Task Stop(string name, CancellationToken cancellation = default)
    {
        Stopped.Add(name);
        return Task.CompletedTask;
    }

    public Task<HandSet?> StopAll(CancellationToken cancellation = default)
    {
        Stopped.Add("all");
        View = View with { Now = View.Now is { } now ? now with { Phase = HandPhase.Stopping, Because = "they were stopped" } : null };
        return Task.FromResult(View.Now);
    }
}

/// <summary>A probe that sees what a test wants, or that is away.</summary>
internal sealed class FakeProbe : IHostNow
{
    public Observation Answer { get; set; } = Believable.Seen(DateTimeOffset.UnixEpoch);

    public string? Away { get; set; }

    public Task<Observation> Look(CancellationToken cancellation = default) =>
        Away is null ? Task.FromResult(Answer) : throw new HttpRequestException(Away);
}
