using Lab.Shell;

namespace Lab.VmController.Tart;

/// <summary>Reads the errors of the command line from its texts: its exit codes do not tell them apart.</summary>
internal static class TartErrors
{
    private const int LongestText = 600;

    private static readonly IReadOnlyList<(string Text, TartErrorKind Kind, string Advice)> Known =
    [
        ("The number of VMs exceeds the system limit", TartErrorKind.VmLimit, VmLimitAdvice),
        ("VZErrorDomain Code=6", TartErrorKind.VmLimit, VmLimitAdvice),
        ("is missing some of its files", TartErrorKind.FilesMissing, "Its files are incomplete. Delete it with 'tart delete NAME' and let the lab clone it again."),
        ("is already running!", TartErrorKind.AlreadyRunning, "Another process runs it. Stop it with 'tart stop NAME'."),
        ("is not running", TartErrorKind.NotRunning, "Nothing to do: it does not run."),
        ("no IP address found", TartErrorKind.NoAddress, "The guest has taken no address yet. If it stays so: free leases in /var/db/dhcpd_leases may have run out; shorten them with 'sudo defaults write /Library/Preferences/SystemConfiguration/com.apple.InternetSharing.default.plist bootpd -dict DHCPLeaseTimeSecs -int 600'."),
        ("no bridge interfaces matched", TartErrorKind.BridgeMissing, "Take one of the interfaces that the text lists: network 'bridged:INTERFACE'."),
        ("softnet not found in PATH", TartErrorKind.SoftnetMissing, "Install Softnet: 'brew install cirruslabs/cli/softnet'; or take network 'nat'."),
        ("passwordless sudo was not available", TartErrorKind.SoftnetNotRoot, "Softnet needs root: run 'sudo softnet --help' once to set its owner, or allow it in sudoers; or take network 'nat'."),
        ("Tart Guest Agent running?", TartErrorKind.AgentAbsent, "The image has no Tart Guest Agent, or it has not started yet."),
        ("LessThanMinimalResourcesError", TartErrorKind.TooSmall, "Ask for at least what the text says that the image needs."),
        ("should be larger than the current disk size", TartErrorKind.DiskShrink, "A disk can only grow."),
        ("UnexpectedHTTPStatusCode(when: \"pulling manifest\", code: 404", TartErrorKind.ImageMissing, "The registry has no such image. Check its name."),
        ("pulls nothing from a registry", TartErrorKind.ImageMissing, "The stand-in has one image, 'standin'. Leave the image out, or run on a Mac with Tart."),
        ("AuthFailed", TartErrorKind.RegistryRefused, "Log in with 'tart login HOST'."),
        ("UnexpectedHTTPStatusCode", TartErrorKind.RegistryRefused, "The registry refused. Try 'tart pull IMAGE' by hand."),
        ("host macOS version is outdated", TartErrorKind.HostTooOld, "The image needs a newer macOS on the host. Take an older image."),
        ("UnsupportedArchitectureError", TartErrorKind.WrongArchitecture, "The image is for another processor. Take an arm64 image."),
        ("out of space", TartErrorKind.DiskFull, DiskFullAdvice),
        ("No space left on device", TartErrorKind.DiskFull, DiskFullAdvice),
        ("The virtual machine failed to start", TartErrorKind.HostLocked, "macOS starts VMs only for a user who is logged in with an unlocked keychain. Log in at the screen, or run 'security unlock-keychain'."),
        ("security error", TartErrorKind.HostLocked, "Unlock the keychain: 'security unlock-keychain'."),
        ("mutually exclusive", TartErrorKind.BadCall, NewerTartAdvice),
        ("Unknown option", TartErrorKind.BadCall, NewerTartAdvice),
        ("Missing expected argument", TartErrorKind.BadCall, NewerTartAdvice),
        ("Unexpected argument", TartErrorKind.BadCall, NewerTartAdvice),
        ("does not exist", TartErrorKind.NotFound, "There is no such VM or image. Check its name with 'tart list'."),
        ("is running", TartErrorKind.StillRunning, "Stop it first with 'tart stop NAME'."),
    ];

    private const string VmLimitAdvice = "macOS runs two macOS guests at once, no more. Stop other VMs ('tart list', also those of other tools), or take a Linux image.";
    private const string DiskFullAdvice = "Free space on the disk: 'tart prune --entries caches --older-than 30' deletes cached images.";
    private const string NewerTartAdvice = "This version of Tart does not know the call. Update it: 'brew upgrade tart'.";

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
        _ => FromText(result.Error.Length > 0 ? result.Error : result.Output, $"'{command}' exited with code {result.ExitCode} and said nothing."),
    };

    /// <summary>What a text of the command line means.</summary>
    public static TartError FromText(string text, string whenEmpty)
    {
        var known = Known.FirstOrDefault(k => text.Contains(k.Text, StringComparison.Ordinal));
        return known.Text is null
            ? new TartError(TartErrorKind.Unexplained, text.Trim().Length == 0 ? whenEmpty : Shortened(text), "Run the command by hand to see more.")
            : new TartError(known.Kind, Shortened(text), known.Advice);
    }

    private static string Shortened(string text)
    {
        var trimmed = text.Trim();
        return trimmed.Length <= LongestText ? trimmed : $"{trimmed[..LongestText]}…";
    }
}
