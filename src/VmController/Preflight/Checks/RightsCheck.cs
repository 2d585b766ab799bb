using Lab.Contracts;
using Lab.VmController.Preflight.Host;
using Lab.VmController.Tart;

namespace Lab.VmController.Preflight.Checks;

/// <summary>Has the lab the rights that the network needs?</summary>
internal sealed class RightsCheck(ILocalHost host) : IPreflightCheck
{
    private const string Entitlement = "com.apple.vm.networking";
    private const string Tunnel = "/dev/net/tun";

    public string Name => "rights";

    public async Task<PreflightFinding?> Look(PreflightQuestion question, CancellationToken cancellation) => question.Network.Kind switch
    {
        NetworkKind.None => null,
        NetworkKind.Nat when question.IsTart => this.Fine("Shared NAT needs no rights of its own."),
        NetworkKind.Bridged when question.IsTart => await Bridged(question, cancellation),
        _ when question.IsTart => await Softnet(question.Set.Spec.Network, cancellation),
        var kind => question.IsQemu ? OfQemu(kind) : null,
    };

    /// <summary>Softnet makes the networks 'softnet' and 'host', as root: by its owner and mode, or by a sudo that asks for no password.</summary>
    private async Task<PreflightFinding> Softnet(string network, CancellationToken cancellation)
    {
        if (host.OnPath("softnet") is not { } softnet)
        {
            return this.Fails($"'softnet' is not on PATH, and network '{network}' needs it.", "Install it: 'brew install cirruslabs/cli/softnet'; or take network 'nat'.");
        }

        var stat = host.IsMac ? await host.Ask(cancellation, "stat", "-L", "-f", "%u %Mp%Lp", softnet) : await host.Ask(cancellation, "stat", "-L", "-c", "%u %a", softnet);
        if (SetUserId.IsRoots(stat.Output))
        {
            return this.Fine($"{softnet} belongs to root and runs as root.");
        }

        if (host.IsRoot)
        {
            return this.Fine("The lab runs as root, and so does Softnet.");
        }

        // A line in sudoers may allow all, or this one alone.
        if ((await host.Ask(cancellation, "sudo", "-n", "true")).Succeeded || (await host.Ask(cancellation, "sudo", "-n", softnet, "--help")).Succeeded)
        {
            return this.Fine("Softnet can be run as root: sudo asks for no password.");
        }

        return this.Fails(
            $"{softnet} does not run as root{(stat.Succeeded ? "" : $" (its owner cannot be read: {stat.Error.Trim()})")}, and sudo wants a password: network '{network}' cannot be made.",
            $"Once: 'sudo chown root \"{softnet}\" && sudo chmod u+s \"{softnet}\"' (or the file that it links to); or take network 'nat'.");
    }

    /// <summary>macOS bridges only for a program with Apple's entitlement, which Tart's own builds have.</summary>
    private async Task<PreflightFinding> Bridged(PreflightQuestion question, CancellationToken cancellation)
    {
        var signed = await host.Ask(cancellation, "codesign", "-d", "--entitlements", "-", question.Tart.Path);
        const string fix = "Install Tart's own build: 'brew install cirruslabs/cli/tart'; one that you built yourself has no such entitlement. Or take network 'nat'.";
        return !signed.Succeeded ? this.Unknown($"Whether {question.Tart.Path} has the entitlement {Entitlement}, without which macOS does not bridge, cannot be seen: {signed.Error.Trim()}", fix)
            : $"{signed.Output}{signed.Error}".Contains(Entitlement, StringComparison.Ordinal) ? this.Fine($"{question.Tart.Path} has the entitlement {Entitlement}.")
            : this.Fails($"{question.Tart.Path} has not the entitlement {Entitlement}, without which macOS does not bridge.", fix);
    }

    private PreflightFinding OfQemu(NetworkKind kind)
    {
        string[] tools = kind == NetworkKind.Bridged ? ["ip"] : ["ip", "nft", "dnsmasq"];
        string[] missing =
        [
            .. host.IsRoot ? Array.Empty<string>() : ["root"],
            .. tools.Where(t => host.OnPath(t) is null),
            .. host.Exists(Tunnel) ? Array.Empty<string>() : [Tunnel],
        ];
        var fix = $"Run the lab as root, with {string.Join(", ", tools)} on PATH and {Tunnel}.";
        return missing.Length == 0 ? this.Fine($"root, {string.Join(", ", tools)} and {Tunnel} are there.")
            : kind == NetworkKind.Nat ? this.Warns($"Missing: {string.Join(", ", missing)}. So the machines get QEMU's user-mode network: they reach out, and the host does not reach them; nothing is added to the host.", fix)
            : this.Fails($"Missing: {string.Join(", ", missing)}. Network '{Words.Kebab(kind)}' cannot be made without.", $"{fix} Or take network 'nat'.");
    }
}
