namespace Lab.VmController.Tart;

/// <summary>How a <c>tart run</c> can end.</summary>
internal enum RunEndKind
{
    /// <summary>By SIGINT or <c>tart stop</c>.</summary>
    Stopped,

    /// <summary>The guest shut itself down.</summary>
    GuestShutDown,

    /// <summary>The virtual machine broke; Tart exits with 0 all the same.</summary>
    VmError,

    /// <summary>Its network was taken away; Tart exits with 0 all the same.</summary>
    NetworkDetached,

    /// <summary>By SIGKILL or SIGTERM.</summary>
    Killed,

    /// <summary>It never ran.</summary>
    NotStarted,

    /// <summary>It ended, and nothing says why.</summary>
    Unexplained,
}

/// <summary>How a <c>tart run</c> ended: exit code 0 is no proof of a clean end, only the text tells.</summary>
internal sealed record RunEnding(RunEndKind Kind, string Text, string Advice)
{
    private const string LookAtGuest = "Look at the guest's own logs, and at memory pressure on the host at that time.";

    public static RunEnding Read(string output, string error, int? exitCode)
    {
        if (LineWith(output, "virtual machine's network attachment") is { } detached)
        {
            return new RunEnding(RunEndKind.NetworkDetached, detached, "The host took the VM's network away: look for interfaces and VPNs that came or went then.");
        }

        if (LineWith(output, "guest has stopped the virtual machine due to error") is { } broke)
        {
            return new RunEnding(RunEndKind.VmError, broke, LookAtGuest);
        }

        if (LineWith(output, "guest has stopped the virtual machine") is { } shutDown)
        {
            return new RunEnding(RunEndKind.GuestShutDown, shutDown, LookAtGuest);
        }

        if (LineWith(output, "Stopping VM...") is not null)
        {
            return new RunEnding(RunEndKind.Stopped, "It was stopped by 'tart stop' or an interrupt.", "Do not stop the lab's machines by hand during a run.");
        }

        return exitCode switch
        {
            137 => Killed("SIGKILL"),
            143 => Killed("SIGTERM"),
            > 0 => NotStarted(TartErrors.FromText(error, $"'tart run' exited with code {exitCode} and said nothing.")),
            0 => new RunEnding(RunEndKind.Unexplained, "'tart run' exited with code 0 and did not say why.", LookAtGuest),
            _ => new RunEnding(RunEndKind.Unexplained, "'tart run' ended, and its exit code was not seen.", LookAtGuest),
        };
    }

    private static RunEnding Killed(string signal) =>
        new(RunEndKind.Killed, $"'tart run' was ended by {signal}.", "Somebody, or the system for want of memory, killed it: look at the system's log ('log show --last 10m' on macOS, 'dmesg' on Linux).");

    private static RunEnding NotStarted(TartError error) => new(RunEndKind.NotStarted, error.Text, error.Advice);

    private static string? LineWith(string output, string text) =>
        output.Split('\n').Select(l => l.Trim()).LastOrDefault(l => l.Contains(text, StringComparison.Ordinal));
}
