using Lab.Contracts;
using Lab.Coordinator.Machines;

namespace Lab.Tests.Pages;

/// <summary>Machines, images and checks as a host could have them.</summary>
internal static partial class Believable
{
    public static ImageList Images() => new(
        [
            new VmImage("ghcr.io/cirruslabs/debian:latest", IsLocal: false, 4_400_000_000, IsDefault: true),
            new VmImage("ghcr.io/cirruslabs/macos-sequoia-base:latest", IsLocal: false, 26_800_000_000, IsDefault: false),
            new VmImage("mine", IsLocal: true, null, IsDefault: false),
        ],
        [
            new ImagePull { Image = "ghcr.io/cirruslabs/ubuntu:latest", State = PullState.Pulling, StartedAt = Noon, Share = 0.42, Says = "pulling disk (2.1 GB compressed)… 42%" },
            new ImagePull { Image = "ghcr.io/cirruslabs/nothing:latest", State = PullState.Failed, StartedAt = Noon, EndedAt = Noon.AddSeconds(2), Error = "Error: UnexpectedHTTPStatusCode(when: \"pulling manifest\", code: 404)", Advice = "The registry has no such image: check its name and tag." },
        ],
        CanPull: true,
        Problem: null);

    public static PreflightReport Preflight() => new(
        [
            new PreflightFinding("version", CheckResult.Fine, "Tart 2.35.0."),
            new PreflightFinding("guest limit", CheckResult.Fails, "Two macOS guests run already: mine, other.", "Stop one of them: macOS runs two at most."),
            new PreflightFinding("memory", CheckResult.Fine, "9.6 GiB can be had, 2 GiB are asked for."),
            new PreflightFinding("network", CheckResult.Warning, "This host has a route over 192.168.64.0/24 by utun4: a VM's subnet may overlap with a VPN's.", "Disconnect the VPN, or take another network."),
            new PreflightFinding("dhcp leases", CheckResult.Unknown, "/var/db/dhcpd_leases cannot be read: permission denied."),
        ],
        MissingImage: null);

    public static VmInventory Inventory(bool isTart) => Inventory() with
    {
        Backend = isTart
            ? new VmBackend { Name = "Tart 2.35.0", IsVirtualMachine = true, Path = "/opt/homebrew/bin/tart", Description = "Virtual machines in Apple's hypervisor, as a user of Tart has them." }
            : Inventory().Backend,
        Vms =
        [
            .. Inventory().Vms.Select(v => v with { Machine = isTart ? "Tart 2.35.0" : "process stand-in" }),
            new VmView { Name = "lab-by-hand-0", State = VmState.Starting, Spec = new VmSpec { Network = "softnet", Softnet = new SoftnetRules { Allow = ["192.168.0.0/24"], Block = ["10.0.0.0/8"], Expose = ["2222:22"] } }, Owner = VmNames.ByHand, Since = Noon, LeaseUntil = Noon.AddMinutes(1), Machine = isTart ? "Tart 2.35.0" : "process stand-in" },
            new VmView { Name = "lab-r-done-0", State = VmState.Stopping, Spec = new VmSpec { Network = "none" }, Owner = "r-done", Since = Noon, LeaseUntil = Noon.AddMinutes(1), Traces = ["bridge100", "vmenet0"], Machine = isTart ? "Tart 2.35.0" : "process stand-in" },
        ],
    };

    public static HandSet HandGone() => new()
    {
        Wanted = new VmSet { Count = 2, Spec = new VmSpec { MemoryMiB = 4096 } },
        StartedAt = Noon.AddMinutes(-30),
        GoneAt = Noon.AddMinutes(-20),
        Phase = HandPhase.Gone,
        Because = "their time was over",
        While = new HostChange(Noon.AddMinutes(-30), Noon.AddMinutes(-29), ["interface bridge100 appeared", "address 192.168.64.1/24 appeared on bridge100", "IPv4 scoped route to default by bridge100 appeared", "resolver #1 changed from 192.168.1.1 to 192.168.64.1"], [], null),
        After = new HostChange(Noon.AddMinutes(-30), Noon.AddMinutes(-20), ["resolver #1 changed from 192.168.1.1 to 192.168.64.1"], [new Unavailable("ipv6 routes", "netstat gave no usable answer")], null),
    };

    public static HandSet HandNow(DateTimeOffset now) => new()
    {
        Wanted = new VmSet { Count = 1, Spec = new VmSpec { Network = "softnet", Softnet = new SoftnetRules { Allow = ["192.168.0.0/24"], Block = ["10.0.0.0/8"], Expose = ["2222:22"] } } },
        StartedAt = now.AddSeconds(-25),
        Until = now.AddSeconds(575),
    };
}
