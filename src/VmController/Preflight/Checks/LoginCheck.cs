using Lab.Contracts;
using Lab.VmController.Preflight.Host;

namespace Lab.VmController.Preflight.Checks;

/// <summary>Is somebody logged in at a Mac's screen? Without, the keychain is locked, and Apple's hypervisor starts nothing.</summary>
internal sealed class LoginCheck(ILocalHost host) : IPreflightCheck
{
    private const string Fix = "Log in at the screen as the user who runs the lab; over SSH alone, 'security unlock-keychain' may be enough.";

    public string Name => "login";

    public async Task<PreflightFinding?> Look(PreflightQuestion question, CancellationToken cancellation)
    {
        if (!question.IsTart || !host.IsMac)
        {
            return null;
        }

        var asked = await host.Ask(cancellation, "stat", "-f", "%Su", "/dev/console");
        return asked.Succeeded ? Judge(asked.Output.Trim()) : this.Unknown($"Who is logged in at the screen cannot be seen: {asked.Error.Trim()}", Fix);
    }

    private PreflightFinding Judge(string owner) => owner switch
    {
        "" => this.Unknown("Who is logged in at the screen is not said.", Fix),
        "root" => this.Warns("Nobody is logged in at the screen: VMs may not start ('The virtual machine failed to start', 'security error').", Fix),
        _ when owner == host.User => this.Fine($"{owner} is logged in at the screen."),
        _ => this.Warns($"{owner} is logged in at the screen, and the lab runs as {host.User}: VMs may not start.", Fix),
    };
}
