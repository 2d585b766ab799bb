using System.Security.Cryptography;
using System.Text;

namespace Lab.VmController.Host;

/// <summary>What the names of a stand-in's interfaces begin with: a mark of the home whose machines they belong to, as the stand-in makes it.</summary>
internal static class StandInMark
{
    public const string Start = "lab";

    /// <summary>Where the home's path leads through a link above it the mark is another, and nothing is then accused.</summary>
    public static string Of(string home)
    {
        var real = Directory.Exists(home) ? Directory.ResolveLinkTarget(home, returnFinalTarget: true)?.FullName ?? home : home;
        return $"{Start}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(real)))[..7]}";
    }
}
