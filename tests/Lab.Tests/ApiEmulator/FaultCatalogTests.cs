using Lab.ApiEmulator.Faults;
using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.Tests.ApiEmulator;

/// <summary>The catalog is the contracts' list of faults, come alive.</summary>
public sealed class FaultCatalogTests
{
    /// <summary>Declared in this order; what comes before them strikes requests.</summary>
    private const string FirstOfConnections = "refuse";

    [Fact]
    public void The_catalog_holds_every_fault_of_requests_by_its_name()
    {
        var requests = FaultKinds.All.TakeWhile(kind => kind != FirstOfConnections);

        Assert.Equal(requests, FaultCatalog.All.Select(e => e.Kind));
    }

    [Fact]
    public void Every_entry_carries_its_record_s_name_and_makes_its_fault()
    {
        foreach (var entry in FaultCatalog.All)
        {
            var spec = (FaultSpec)Activator.CreateInstance(entry.Spec)!;

            Assert.Equal(FaultKinds.NameOf(spec), entry.Kind);
            Assert.Empty(entry.Check(spec));
            Assert.Equal(FaultLevel.Request, FaultLevels.Of(spec));
            Assert.Equal(entry.Kind, entry.Make(spec).Kind);
        }
    }
}
