namespace Lab.LoadGenerator.Sessions;

/// <summary>How a call came out, as far as its session has to know.</summary>
internal enum CallEnd
{
    /// <summary>The session has the reply.</summary>
    Answered,

    /// <summary>It was given up.</summary>
    Failed,

    /// <summary>The lab did not let it be made.</summary>
    NotMade,
}
