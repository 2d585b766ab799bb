using Lab.Contracts;
using Lab.Shell;
using Lab.VmController.Tart;
using Microsoft.Extensions.Options;

namespace Lab.VmController.Backends;

/// <summary>Chooses what runs the machines: the Tart that the settings name, else the one on PATH (macOS), else the stand-in.</summary>
internal sealed class BackendChoice(
    IOptions<VmControllerOptions> options,
    IConfiguration configuration,
    DataDirectory data,
    SoleUse soleUse,
    ICommandRunner runner,
    TimeProvider clock) : IDisposable
{
    /// <summary>How often a backend that cannot be used is looked at again: somebody may have installed it.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private const string Install = "Install Tart ('brew install cirruslabs/cli/tart') or set VmController:TartPath to its executable; without Apple's hypervisor, set VmController:StandInPath to Lab.TartStandIn.";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private Backend? _current;
    private long _lookedAt;

    public async Task<Backend> Current(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            if (_current is null || (_current.Problem is not null && clock.GetElapsedTime(_lookedAt) >= LookAgain))
            {
                _current = await Look(cancellation);
                _lookedAt = clock.GetTimestamp();
            }

            return _current;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<Backend> Look(CancellationToken cancellation)
    {
        if (soleUse.Problem() is { } taken)
        {
            return Unusable("none", "", taken);
        }

        var settings = options.Value;
        if (settings.TartPath is { Length: > 0 } given)
        {
            return await Ask(given, settings.TartHome, "VmController:TartPath", cancellation);
        }

        if (OperatingSystem.IsMacOS() && OnPath("tart") is { } found)
        {
            return await Ask(found, settings.TartHome, "PATH", cancellation);
        }

        return settings.StandInPath is { Length: > 0 } standIn
            ? await Ask(standIn, settings.TartHome ?? data.StandInHome, "VmController:StandInPath", cancellation)
            : Unusable("none", "", $"There is no Tart here, and no stand-in is set. {Install}");
    }

    private async Task<Backend> Ask(string path, string? home, string from, CancellationToken cancellation)
    {
        var tart = new TartClient(runner, path, TartEnvironment.From(configuration, home), options.Value);
        var (version, error) = await tart.Version(cancellation);
        if (version is null)
        {
            return Unusable("none", path, $"'{path}' (from {from}) cannot be used: {error!.Text} {(error.Kind == TartErrorKind.NotStarted ? Install : error.Advice)}");
        }

        return BackendCatalog.For(version, tart, options.Value.DefaultImage)
            ?? Unusable("unknown", path, $"'{path}' (from {from}) says that its version is '{(version.Length > 80 ? version[..80] : version)}', which is neither Tart's nor that of a stand-in known here. {Install}");
    }

    private static Backend Unusable(string name, string path, string problem) => new(
        new VmBackend { Name = name, IsVirtualMachine = false, Path = path, Description = "No machines can be run here.", Problem = problem },
        Tart: null,
        DefaultImage: "",
        HasAddresses: false,
        PullsImages: false,
        AlwaysHasNetwork: false);

    /// <summary>An executable on PATH; null where there is none.</summary>
    public static string? OnPath(string executable) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(d => Path.Combine(d, executable))
        .FirstOrDefault(File.Exists);
}
