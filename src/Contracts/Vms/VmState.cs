namespace Lab.Contracts;

/// <summary>How far a virtual machine of the lab's has come.</summary>
public enum VmState
{
    /// <summary>Wanted, and nothing done yet.</summary>
    Pending,

    /// <summary>Its image is being cloned and set up.</summary>
    Creating,

    /// <summary>It was started and has no address yet.</summary>
    Starting,

    /// <summary>It runs and has what its network mode promises.</summary>
    Ready,

    /// <summary>It is being stopped and deleted.</summary>
    Stopping,

    /// <summary>It could not be brought to the state wanted, or ended by itself; the view says why.</summary>
    Failed,

    /// <summary>It is not known: the command line gave no usable answer.</summary>
    Unknown,
}
