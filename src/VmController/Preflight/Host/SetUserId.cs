namespace Lab.VmController.Preflight.Host;

/// <summary>Reads whether a file runs as root whoever starts it.</summary>
internal static class SetUserId
{
    /// <summary>What <c>stat</c> printed: the owner's number and the mode in octal, such as <c>0 4755</c>.</summary>
    public static bool IsRoots(string stat) =>
        stat.Trim().Split(' ') is ["0", { Length: >= 4 } mode] && mode[^4] is >= '4' and <= '7';
}
