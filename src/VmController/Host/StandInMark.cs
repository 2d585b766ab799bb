using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Lab.VmController.Host;

/// <summary>What the names of a stand-in's interfaces begin with: a mark of the home whose machines they belong to, as the stand-in makes it.</summary>
internal static partial class StandInMark
{
    private const string Start = "lab";

    /// <summary>Whether an interface is of a stand-in with another home: several labs share a Linux host, and none answers for the others.</summary>
    public static bool IsOfAnother(string name, string home) => OfStandIn().IsMatch(name) && !name.StartsWith(Of(home), StringComparison.Ordinal);

    /// <summary>Where the home's path leads through a link above it the mark is another, and nothing is then accused.</summary>
    public static string Of(string home)
    {
        var real = Directory.Exists(home) ? Directory.ResolveLinkTarget(home, returnFinalTarget: true)?.FullName ?? home : home;
        return $"{Start}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(real)))[..7]}";
    }

    [GeneratedRegex(@"\Alab[0-9a-f]{7}[nht][0-9]*\z")]
    private static partial Regex OfStandIn();
}
