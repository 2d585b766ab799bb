using System.Text.RegularExpressions;
using Lab.Contracts;

namespace Lab.VmController;

/// <summary>Which names are the lab's: only a machine so named is ever touched.</summary>
internal static partial class LabNames
{
    public const string Rule = "A machine's name is lab-RUN-INDEX: 'lab-', up to 40 letters, digits or dashes, a dash, and a number of one to three digits.";

    public static bool IsValid(string? name) => name is not null && VmNames.IsOurs(name) && Pattern().IsMatch(name);

    public const string RunRule = "A run's id is up to 40 letters, digits and dashes, beginning with a letter or digit.";

    public static bool IsRun(string? runId) => runId is not null && RunPattern().IsMatch(runId);

    public static bool IsOfRun(string name, string runId) =>
        name.LastIndexOf('-') is var dash && dash > VmNames.Prefix.Length && name[VmNames.Prefix.Length..dash] == runId;

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9-]{0,39}\z")]
    private static partial Regex RunPattern();

    [GeneratedRegex(@"\Alab-[A-Za-z0-9][A-Za-z0-9-]{0,39}-[0-9]{1,3}\z")]
    private static partial Regex Pattern();
}
