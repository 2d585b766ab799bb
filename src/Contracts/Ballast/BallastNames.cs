namespace Lab.Contracts;

/// <summary>The names of ballasts: one a run.</summary>
public static class BallastNames
{
    private const string Suffix = "-ballast";

    /// <summary>The name of a run's ballast: <c>lab-RUN-ballast</c>.</summary>
    public static string For(string runId) => $"{VmNames.Prefix}{runId}{Suffix}";

    /// <summary>The run in a ballast's name; null where the name is no ballast's.</summary>
    public static string? OwnerOf(string name) =>
        VmNames.IsOurs(name) && name.EndsWith(Suffix, StringComparison.Ordinal) && name.Length > VmNames.Prefix.Length + Suffix.Length
            ? name[VmNames.Prefix.Length..^Suffix.Length]
            : null;
}
