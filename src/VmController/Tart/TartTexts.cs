using System.Text.RegularExpressions;

namespace Lab.VmController.Tart;

/// <summary>A text of the command line, what kind of failure it tells of, and what the user can do.</summary>
/// <param name="Text">What the text contains.</param>
/// <param name="Kind">The kind of failure.</param>
/// <param name="Advice">What to do, from the whole text.</param>
internal sealed record TartText(string Text, TartErrorKind Kind, Func<string, string> Advice)
{
    public TartText(string text, TartErrorKind kind, string advice)
        : this(text, kind, _ => advice)
    {
    }
}

/// <summary>The texts that are known; the first that is contained counts.</summary>
internal static partial class TartTexts
{
    private const string DiskFullAdvice = "Free space on the disk: 'tart prune --entries caches --older-than 30' deletes cached images.";
    private const string NewerTartAdvice = "This version of Tart does not know the call. Update it: 'brew upgrade tart'.";

    public static IReadOnlyList<TartText> Known { get; } =
    [
        new("The number of VMs exceeds the system limit", TartErrorKind.VmLimit, VmLimitAdvice),
        new("VZErrorDomain Code=6", TartErrorKind.VmLimit, VmLimitAdvice),
        new("is missing some of its files", TartErrorKind.FilesMissing, "Its files are incomplete. Delete it with 'tart delete NAME' and let the lab clone it again."),
        new("is already running!", TartErrorKind.AlreadyRunning, "Another process runs it. Stop it with 'tart stop NAME'."),
        new("is not running", TartErrorKind.NotRunning, "Nothing to do: it does not run."),
        new("no IP address found", TartErrorKind.NoAddress, TartErrors.NotYetAdvice),
        new("no bridge interfaces matched", TartErrorKind.BridgeMissing, BridgeAdvice),
        new("softnet not found in PATH", TartErrorKind.SoftnetMissing, "Install Softnet: 'brew install cirruslabs/cli/softnet'; or take network 'nat'."),
        new("passwordless sudo was not available", TartErrorKind.SoftnetNotRoot, "Softnet needs root: run 'sudo chown root $(readlink -f $(which softnet)) && sudo chmod u+s $(readlink -f $(which softnet))' once, or allow it in sudoers without a password; or take network 'nat'."),
        new("Tart Guest Agent running?", TartErrorKind.AgentAbsent, "The image has no Tart Guest Agent, or it has not started yet. Wait, or take an image that has one."),
        new("LessThanMinimalResourcesError", TartErrorKind.TooSmall, "Ask for at least what the text says that the image needs."),
        new("should be larger than the current disk size", TartErrorKind.DiskShrink, "A disk can only grow. Ask for the size that the text says, or more."),
        new("UnexpectedHTTPStatusCode(when: \"pulling manifest\", code: 404", TartErrorKind.ImageMissing, "The registry has no such image. Check its name and its tag."),
        new("pulls nothing from a registry", TartErrorKind.ImageMissing, $"The stand-in has one image, '{ImageName.OfStandIn}'. Leave the image out, or run on a Mac with Tart."),
        new("AuthFailed", TartErrorKind.RegistryRefused, "Log in with 'tart login HOST'."),
        new("code: 401", TartErrorKind.RegistryRefused, "The registry wants to know who asks. Log in with 'tart login HOST'; where the image is public, check its name."),
        new("code: 403", TartErrorKind.RegistryRefused, "The registry does not give you this image. Log in as somebody who may have it ('tart login HOST'), or check its name."),
        new("code: 429", TartErrorKind.RegistryRefused, "The registry was asked too often. Wait, or log in with 'tart login HOST'."),
        new("UnexpectedHTTPStatusCode", TartErrorKind.RegistryRefused, "The registry refused. Try 'tart pull IMAGE' by hand."),
        new("host macOS version is outdated", TartErrorKind.HostTooOld, "The image needs a newer macOS on the host. Take an older image."),
        new("UnsupportedArchitectureError", TartErrorKind.WrongArchitecture, "The image is for another processor. Take an arm64 image."),
        new("out of space", TartErrorKind.DiskFull, DiskFullAdvice),
        new("No space left on device", TartErrorKind.DiskFull, DiskFullAdvice),
        new("The virtual machine failed to start", TartErrorKind.HostLocked, "macOS starts VMs only for a user who is logged in with an unlocked keychain. Log in at the screen, or run 'security unlock-keychain'."),
        new("security error", TartErrorKind.HostLocked, "Log in at the screen, or unlock the keychain: 'security unlock-keychain'."),
        new("mutually exclusive", TartErrorKind.BadCall, NewerTartAdvice),
        new("Unknown option", TartErrorKind.BadCall, NewerTartAdvice),
        new("Missing expected argument", TartErrorKind.BadCall, NewerTartAdvice),
        new("Unexpected argument", TartErrorKind.BadCall, NewerTartAdvice),
        new("does not exist", TartErrorKind.NotFound, "There is no such VM or image. Check its name with 'tart list'."),
        new("is running", TartErrorKind.StillRunning, "Stop it first with 'tart stop NAME'."),
    ];

    private static string VmLimitAdvice(string text) => OthersRunning().Match(text) is { Success: true } others
        ? $"macOS runs two macOS guests at once, no more. Stop one of {others.Groups[1].Value} ('tart stop NAME') or a VM of another tool, or take a Linux image."
        : "macOS runs two macOS guests at once, no more. Stop other VMs ('tart list', also those of other tools), or take a Linux image.";

    private static string BridgeAdvice(string text) =>
        text.IndexOf("available interfaces:", StringComparison.Ordinal) is var at && at >= 0 && FirstName().Match(text, at) is { Success: true } name
            ? $"Take one of the interfaces that the text lists: network 'bridged:{name.Groups[1].Value}', for example."
            : "Take an interface that the host has: network 'bridged:INTERFACE'. 'networksetup -listallhardwareports' lists them.";

    [GeneratedRegex(@"\(other running VMs: ([^)]*)\)")]
    private static partial Regex OthersRunning();

    [GeneratedRegex(@"""([A-Za-z0-9][A-Za-z0-9._-]*)")]
    private static partial Regex FirstName();
}
