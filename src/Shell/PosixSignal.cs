namespace Lab.Shell;

/// <summary>The signals the lab sends; the numbers are the same on Linux and macOS.</summary>
public enum PosixSignal
{
    /// <summary>Only asks whether the process is there.</summary>
    None = 0,

    /// <summary>SIGHUP: daemons read their files again.</summary>
    HangUp = 1,

    /// <summary>SIGINT.</summary>
    Interrupt = 2,

    /// <summary>SIGKILL.</summary>
    Kill = 9,

    /// <summary>SIGTERM.</summary>
    Terminate = 15,
}
