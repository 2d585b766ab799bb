using System.Security.Cryptography;
using System.Text;

namespace Lab.Analysis.Design;

/// <summary>A commitment to a run's seed: stored before the first trial, it shows afterwards that the order was not chosen by the outcomes.</summary>
public static class SeedHash
{
    /// <summary>The SHA-256 of the seed's text <c>lab-seed:&lt;decimal&gt;</c>: 64 lower-case hexadecimal digits that anybody can recompute.</summary>
    public static string Of(long seed) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"lab-seed:{seed}")));

    /// <summary>Whether a seed is the one that was committed to.</summary>
    public static bool Matches(long seed, string hash) => string.Equals(Of(seed), hash, StringComparison.OrdinalIgnoreCase);
}
