namespace Lab.Tests.VmController.Chaos;

/// <summary>What is killed in the middle of a round.</summary>
internal enum Victim
{
    /// <summary>The vm-controller, by SIGKILL; it is started again at once.</summary>
    Controller,

    /// <summary>A machine's <c>tart run</c>, by SIGKILL.</summary>
    Run,

    /// <summary>A machine's QEMU, by SIGKILL.</summary>
    Qemu,

    /// <summary>Whoever renews the lease: nobody asks any more.</summary>
    Coordinator,
}
