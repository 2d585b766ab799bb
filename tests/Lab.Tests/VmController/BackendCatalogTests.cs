using Lab.VmController;
using Lab.VmController.Backends;
using Lab.VmController.Tart;

namespace Lab.Tests.VmController;

public sealed class BackendCatalogTests
{
    [Theory]
    [InlineData("2.35.0", "Tart 2.35.0", true)]
    [InlineData("3.0.0-beta1", "Tart 3.0.0-beta1", true)]
    [InlineData("2.35.0-standin (process)", "process stand-in", false)]
    [InlineData("2.35.0-standin (qemu)", "QEMU stand-in", true)]
    public void A_backend_is_what_its_version_says(string version, string name, bool isVirtualMachine)
    {
        var backend = For(version)!;

        Assert.Equal((name, isVirtualMachine), (backend.View.Name, backend.View.IsVirtualMachine));
    }

    [Theory]
    [InlineData("2.35.0-standin (hologram)")]
    [InlineData("2.35.0-standin")]
    [InlineData("tart")]
    [InlineData("")]
    public void A_version_that_is_not_known_is_no_backend(string version) => Assert.Null(For(version));

    private static Backend? For(string version) =>
        BackendCatalog.For(version, new TartClient(new Lab.Shell.CommandRunner(TimeProvider.System), "tart", new TartEnvironment(null, null), new VmControllerOptions()), null);
}
