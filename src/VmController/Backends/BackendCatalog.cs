using System.Text.RegularExpressions;
using Lab.Contracts;
using Lab.VmController.Tart;

namespace Lab.VmController.Backends;

/// <summary>The backends that this controller knows, told apart by what their <c>--version</c> says.</summary>
internal static partial class BackendCatalog
{
    /// <summary>The backend behind an executable; null when the version is none that is known here.</summary>
    public static Backend? For(string version, TartClient tart, string? defaultImage)
    {
        if (TartVersion().IsMatch(version))
        {
            return Tart(version, tart, defaultImage);
        }

        return StandInVersion().Match(version) is not { Success: true } match ? null : match.Groups[1].Value switch
        {
            "process" => ProcessStandIn(tart, defaultImage),
            "qemu" => QemuStandIn(tart, defaultImage),
            _ => null,
        };
    }

    private static Backend Tart(string version, TartClient tart, string? defaultImage) => new(
        new VmBackend
        {
            Name = $"Tart {version}",
            IsVirtualMachine = true,
            Path = tart.Path,
            Description = "Virtual machines on Apple's hypervisor, each with the network of macOS that its spec asks for.",
        },
        tart,
        defaultImage ?? "ghcr.io/cirruslabs/ubuntu:latest",
        HasAddresses: true,
        PullsImages: true,
        AlwaysHasNetwork: true);

    private static Backend ProcessStandIn(TartClient tart, string? defaultImage) => new(
        new VmBackend
        {
            Name = "process stand-in",
            IsVirtualMachine = false,
            Path = tart.Path,
            Description = "Plain processes that hold as much memory as a virtual machine would: they show what memory does, and nothing of a hypervisor or of a virtual network.",
        },
        tart,
        defaultImage ?? "standin",
        HasAddresses: false,
        PullsImages: false,
        AlwaysHasNetwork: false);

    private static Backend QemuStandIn(TartClient tart, string? defaultImage) => new(
        new VmBackend
        {
            Name = "QEMU stand-in",
            IsVirtualMachine = true,
            Path = tart.Path,
            Description = "Virtual machines with a small Linux in QEMU, on KVM where this host has it and in software where not: they show what a virtual machine's memory and network do on this host, and nothing of Apple's hypervisor or of macOS's own virtual networks.",
        },
        tart,
        defaultImage ?? "standin",
        HasAddresses: true,
        PullsImages: false,
        AlwaysHasNetwork: false);

    [GeneratedRegex(@"\A[0-9]+\.[0-9]+[0-9A-Za-z.-]*\z(?<!-standin)")]
    private static partial Regex TartVersion();

    [GeneratedRegex(@"\A[0-9.]+-standin \(([a-z]+)\)\z")]
    private static partial Regex StandInVersion();
}
