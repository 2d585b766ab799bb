using System.Globalization;
using System.Text.RegularExpressions;

namespace Lab.VmController.Preflight.Host;

/// <summary>The addresses that macOS's DHCP server has given out.</summary>
/// <param name="All">How many the file holds, also those whose time is over.</param>
/// <param name="Unexpired">How many may not be given to others yet.</param>
internal sealed partial record DhcpLeases(int All, int Unexpired)
{
    /// <summary>Where macOS keeps them.</summary>
    public const string File = "/var/db/dhcpd_leases";

    /// <summary>How many addresses vmnet's subnet has for guests.</summary>
    public const int Addresses = 253;

    /// <summary>How long a lease is where nobody has set it.</summary>
    public static readonly TimeSpan DefaultTime = TimeSpan.FromDays(1);

    /// <summary>Reads the file: entries in braces, each with <c>lease=0x…</c>, the second of its end. One without is taken for unexpired.</summary>
    public static DhcpLeases Parse(string text, DateTimeOffset now)
    {
        var entries = Entry().Matches(text).Select(m => m.Groups[1].Value).Where(e => e.Contains("ip_address=", StringComparison.Ordinal)).ToList();
        return new DhcpLeases(entries.Count, entries.Count(e => EndOf(e) is not { } end || end > now));
    }

    /// <summary>The time of a lease in what <c>defaults read … bootpd</c> printed; null where it does not say.</summary>
    public static TimeSpan? TimeIn(string defaults) =>
        LeaseTime().Match(defaults) is { Success: true } match && int.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static DateTimeOffset? EndOf(string entry) =>
        LeaseEnd().Match(entry) is { Success: true } match && uint.TryParse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Entry();

    [GeneratedRegex(@"^\s*lease=0x([0-9a-fA-F]{1,8})\s*$", RegexOptions.Multiline)]
    private static partial Regex LeaseEnd();

    [GeneratedRegex(@"\bDHCPLeaseTimeSecs""?\s*=\s*""?([0-9]+)")]
    private static partial Regex LeaseTime();
}
