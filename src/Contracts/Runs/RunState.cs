namespace Lab.Contracts;

/// <summary>How far a run has come.</summary>
public enum RunState
{
    /// <summary>Another run is using the host.</summary>
    Queued,

    /// <summary>Its trials are going on.</summary>
    Running,

    /// <summary>The evidence carries a verdict for every arm.</summary>
    Decided,

    /// <summary>It used all its blocks, and the evidence does not carry a verdict for every arm.</summary>
    Inconclusive,

    /// <summary>Somebody stopped it.</summary>
    Stopped,

    /// <summary>It could not go on; the error says why.</summary>
    Failed,
}

/// <summary>What a run says of an arm.</summary>
public enum Verdict
{
    /// <summary>Not decided yet.</summary>
    Pending,

    /// <summary>The arm fails more often than the control; the guarantee is on this word.</summary>
    RaisesFailures,

    /// <summary>The arm does not raise failures by the experiment's δ or more. It never says "no effect at all".</summary>
    NoEffect,

    /// <summary>The run ended, and the evidence carries neither.</summary>
    Inconclusive,
}
