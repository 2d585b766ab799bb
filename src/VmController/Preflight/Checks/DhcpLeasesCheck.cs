using Lab.Contracts;
using Lab.VmController.Preflight.Host;
using Lab.VmController.Tart;

namespace Lab.VmController.Preflight.Checks;

/// <summary>Has macOS's DHCP server addresses left? Each machine takes a new one, and a full file gives two machines the same.</summary>
internal sealed class DhcpLeasesCheck(ILocalHost host, TimeProvider clock) : IPreflightCheck
{
    private const string Domain = "/Library/Preferences/SystemConfiguration/com.apple.InternetSharing.default.plist";

    /// <summary>From so many on a long run may meet the end of them.</summary>
    private const int Near = 200;

    private const string Fix = $"Let leases end after ten minutes: '{TartErrors.LeaseTimeFix}'; and delete those that are left over: 'sudo rm {DhcpLeases.File}'.";

    public string Name => "dhcp leases";

    public async Task<PreflightFinding?> Look(PreflightQuestion question, CancellationToken cancellation)
    {
        if (!question.IsTart || !host.IsMac || question.Network.Resolver != "dhcp" || !question.Network.HasNetwork)
        {
            return null;
        }

        // No file: nobody has had an address yet.
        var leases = host.Exists(DhcpLeases.File) ? DhcpLeases.Parse(host.Read(DhcpLeases.File), clock.GetUtcNow()) : new DhcpLeases(0, 0);
        var time = await LeaseTime(cancellation);
        var seen = $"{leases.Unexpired} of about {DhcpLeases.Addresses} addresses are leased ({leases.All} entries), each for {(time is null ? "a time that cannot be read" : $"{time.Value.TotalSeconds:0} s")}.";
        return leases.Unexpired + question.Set.Count > DhcpLeases.Addresses ? this.Warns($"{seen} They do not suffice: a machine gets no address, or that of another.", Fix)
            : leases.Unexpired + question.Set.Count >= Near ? this.Warns($"{seen} They may run out, since every new machine takes one.", Fix)
            : time is null ? this.Unknown(seen, Fix)
            : this.Fine(seen);
    }

    private async Task<TimeSpan?> LeaseTime(CancellationToken cancellation)
    {
        var read = await host.Ask(cancellation, "defaults", "read", Domain, "bootpd");
        return read.Succeeded ? DhcpLeases.TimeIn(read.Output) ?? DhcpLeases.DefaultTime
            : read.Error.Contains("does not exist", StringComparison.Ordinal) ? DhcpLeases.DefaultTime
            : null;
    }
}
