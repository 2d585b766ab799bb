using Lab.Shell;

namespace Lab.VmController.Tart;

/// <summary>Reads the errors of the command line from its texts: its exit codes do not tell them apart.</summary>
internal static class TartErrors
{
    public const string NotYetAdvice = "The guest has taken no address yet: wait for it.";

    /// <summary>What to do when a guest takes no address for longer than a boot lasts: one poll says nothing about it.</summary>
    public const string LeasesAdvice = $"The addresses of macOS's DHCP server may have run out: it has about 253, and keeps each for a day. Let it keep them for ten minutes: '{LeaseTimeFix}'.";

    /// <summary>What makes macOS's DHCP server give addresses back after ten minutes.</summary>
    public const string LeaseTimeFix = "sudo defaults write /Library/Preferences/SystemConfiguration/com.apple.InternetSharing.default.plist bootpd -dict DHCPLeaseTimeSecs -int 600";

    /// <summary>Enough for every list of interfaces or machines that a text ends with.</summary>
    private const int LongestText = 4000;

    /// <summary>What went wrong; null when the command succeeded.</summary>
    public static TartError? Read(Command command, CommandResult result) => result.End switch
    {
        CommandEnd.TimedOut => new TartError(
            TartErrorKind.TimedOut,
            $"'{command}' gave no answer within {command.Timeout.TotalSeconds:0.#} s.",
            "Another 'tart' may hold the lock on TART_HOME (a pull, an import, a clone): look with 'ps ax | grep tart' and wait, or end it."),
        CommandEnd.NotStarted => new TartError(
            TartErrorKind.NotStarted,
            $"'{command.Executable}' could not be started: {Shortened(result.Error)}",
            "Install Tart with 'brew install cirruslabs/cli/tart', or set VmController:TartPath to its executable."),
        _ when result.ExitCode == 0 => null,
        _ => FromText(result.Error.Trim().Length > 0 ? result.Error : result.Output, $"'{command}' exited with code {result.ExitCode} and said nothing."),
    };

    /// <summary>What a text of the command line means.</summary>
    public static TartError FromText(string text, string whenEmpty)
    {
        var known = TartTexts.Known.FirstOrDefault(k => text.Contains(k.Text, StringComparison.Ordinal));
        return known is null
            ? new TartError(TartErrorKind.Unexplained, text.Trim().Length == 0 ? whenEmpty : Shortened(text), "Run the command by hand to see more.")
            : new TartError(known.Kind, Shortened(text), known.Advice(text));
    }

    /// <summary>A machine that was not ready in time, with what the last look at it found.</summary>
    public static TartError NotReady(string name, TimeSpan limit, TartError? lastLook) => new(
        TartErrorKind.NotReady,
        $"'{name}' was not ready {limit.TotalSeconds:0} s after its start{(lastLook is null ? "." : $"; the last look at it: {lastLook.Text}")}",
        lastLook?.Kind switch
        {
            TartErrorKind.NoAddress => $"{LeasesAdvice} Or the guest takes no address by itself: boot the image by hand ('tart run IMAGE') and look.",
            TartErrorKind.AgentAbsent => "The image may have no Tart Guest Agent: boot it by hand ('tart run IMAGE') and look, or take an image that has one; raise VmController:BootLimit for a slow image.",
            _ => "Boot the image by hand ('tart run IMAGE') to see what it waits for; where another 'tart' holds the lock on TART_HOME, wait for it; raise VmController:BootLimit for a slow image.",
        });

    private static string Shortened(string text)
    {
        var trimmed = text.Trim();
        return trimmed.Length <= LongestText ? trimmed : $"{trimmed[..LongestText]}…";
    }
}
