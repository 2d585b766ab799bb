namespace Lab.Ballast;

/// <summary>How a ballast ended, told by its exit code.</summary>
public static class ExitCodes
{
    /// <summary>It was asked to, by SIGTERM or SIGINT.</summary>
    public const int Asked = 0;

    /// <summary>The host does not give the memory, or says nothing of it; the text is on standard error.</summary>
    public const int NotHad = 1;

    /// <summary>The process whose load it is has ended.</summary>
    public const int ParentGone = 3;

    /// <summary>It lived as long as any ballast may.</summary>
    public const int LifeOver = 4;

    /// <summary>Its arguments cannot be taken; each fault is on standard error.</summary>
    public const int BadArguments = 64;
}
