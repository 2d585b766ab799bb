using Lab.Contracts;
using Lab.Coordinator.Pages.Sources;

namespace Lab.Tests.Pages;

/// <summary>A vm-controller that says what a test wants, or that is away.</summary>
internal sealed class FakeVms : IVms
{
    public VmInventory Answer { get; set; } = Believable.Inventory();

    public string? Away { get; set; }

    public Task<VmInventory> Inventory(CancellationToken cancellation = default) =>
        Away is null ? Task.FromResult(Answer) : throw new HttpRequestException(Away);
}

/// <summary>A probe that sees what a test wants, or that is away.</summary>
internal sealed class FakeProbe : IHostNow
{
    public Observation Answer { get; set; } = Believable.Seen(DateTimeOffset.UnixEpoch);

    public string? Away { get; set; }

    public Task<Observation> Look(CancellationToken cancellation = default) =>
        Away is null ? Task.FromResult(Answer) : throw new HttpRequestException(Away);
}
