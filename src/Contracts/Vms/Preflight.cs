namespace Lab.Contracts;

/// <summary>What a check found before machines are started.</summary>
public enum CheckResult
{
    /// <summary>It is as it must be.</summary>
    Fine,

    /// <summary>It will work, but the reader of a result must know it.</summary>
    Warning,

    /// <summary>It cannot work.</summary>
    Fails,

    /// <summary>It could not be looked at; why is in the finding.</summary>
    Unknown,
}

/// <summary>One thing that was looked at before machines are started.</summary>
/// <param name="Check">What was looked at: <c>version</c>, <c>rights</c>, <c>guest limit</c>, <c>memory</c>, <c>disk</c>, <c>image</c>, <c>login</c>, <c>dhcp leases</c>, <c>interface</c>, <c>network</c>.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Fix">What the user can do; null where nothing is to be done.</param>
public sealed record PreflightFinding(string Check, CheckResult Result, string Detail, string? Fix = null);

/// <summary>Whether machines that somebody means to ask for can run on this host, each reason for and against.</summary>
/// <param name="Findings">What was looked at, in order.</param>
/// <param name="MissingImage">The image that has to be pulled first; null where it is here, or where nothing can be pulled.</param>
public sealed record PreflightReport(IReadOnlyList<PreflightFinding> Findings, string? MissingImage)
{
    /// <summary>Whether nothing speaks against it. A missing image does not: it can be pulled before.</summary>
    public bool CanRun => Findings.All(f => f.Result != CheckResult.Fails);
}
