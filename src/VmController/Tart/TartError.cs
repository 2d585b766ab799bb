namespace Lab.VmController.Tart;

/// <summary>What can go wrong with a call of the command line: the closed vocabulary that decisions are made on.</summary>
internal enum TartErrorKind
{
    NotFound,
    FilesMissing,
    AlreadyRunning,
    NotRunning,
    StillRunning,
    NoAddress,
    VmLimit,
    HostLocked,
    BridgeMissing,
    SoftnetMissing,
    SoftnetNotRoot,
    AgentAbsent,
    TooSmall,
    DiskShrink,
    ImageMissing,
    RegistryRefused,
    BadCall,
    HostTooOld,
    WrongArchitecture,
    DiskFull,

    /// <summary>The lab itself turned it down: the host has not the memory.</summary>
    HostMemory,

    /// <summary>The lab itself turned it down: what runs the machines here cannot do it.</summary>
    NotOffered,

    /// <summary>A machine of that name exists which the lab did not make, or something was done to one behind its back.</summary>
    NotOurs,

    /// <summary>It ended by itself.</summary>
    Ended,

    /// <summary>It was not ready in time.</summary>
    NotReady,

    /// <summary>No answer within the limit: nothing is known.</summary>
    TimedOut,

    /// <summary>There is no such executable, or it may not be run.</summary>
    NotStarted,

    /// <summary>An answer that cannot be read: nothing is known.</summary>
    Unreadable,

    /// <summary>A text that this list does not know.</summary>
    Unexplained,
}

/// <summary>A failed call: what kind, in its own words, and what the user can do.</summary>
internal sealed record TartError(TartErrorKind Kind, string Text, string Advice);
