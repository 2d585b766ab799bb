namespace Lab.LoadGenerator.Readiness;

/// <summary>Whoever reads a connection next.</summary>
internal interface IReader
{
    /// <summary>Looks at what it will need to go on, and changes nothing: memory that is asked for early is there in time. The result says nothing.</summary>
    int Touch();
}
