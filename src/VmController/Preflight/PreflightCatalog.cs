using Lab.VmController.Preflight.Checks;
using Lab.VmController.Preflight.Host;
using Lab.VmController.Reconciling;

namespace Lab.VmController.Preflight;

/// <summary>What is looked at, in the order of the report.</summary>
internal sealed class PreflightCatalog(ILocalHost host, Admission admission, TimeProvider clock)
{
    public IReadOnlyList<IPreflightCheck> All { get; } =
    [
        new VersionCheck(),
        new ImageCheck(),
        new GuestLimitCheck(host),
        new MemoryCheck(admission),
        new DiskCheck(host),
        new LoginCheck(host),
        new RightsCheck(host),
        new InterfaceCheck(host),
        new NetworkCheck(host),
        new DhcpLeasesCheck(host, clock),
    ];
}
