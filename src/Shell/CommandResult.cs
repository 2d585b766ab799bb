namespace Lab.Shell;

/// <summary>How a command ended.</summary>
public enum CommandEnd
{
    /// <summary>By itself; the exit code says the rest.</summary>
    Exited,

    /// <summary>It took too long and was killed.</summary>
    TimedOut,

    /// <summary>There is no such executable, or it may not be run.</summary>
    NotStarted,
}

/// <summary>What came of a command. A failure is a result, not an exception: an exit code is a fact to be read.</summary>
/// <param name="End">How it ended.</param>
/// <param name="ExitCode">Its exit code (128 + n where signal n ended it); null unless it exited.</param>
/// <param name="Output">Its standard output so far.</param>
/// <param name="Error">Its standard error so far, or why it did not start.</param>
/// <param name="Duration">How long it took.</param>
public sealed record CommandResult(CommandEnd End, int? ExitCode, string Output, string Error, TimeSpan Duration)
{
    /// <summary>Exited with code 0.</summary>
    public bool Succeeded => End == CommandEnd.Exited && ExitCode == 0;
}
