using System.Globalization;

namespace Lab.TartStandIn.Networks;

/// <summary>An address that a machine was given.</summary>
internal sealed record Lease(string Mac, string Address);

/// <summary>What the home's DHCP servers have given, kept when the machines are gone: as with Tart a stopped machine's lease is still an answer.</summary>
internal sealed class Leases(string directory)
{
    public string FileOf(Segment segment) => Path.Combine(directory, $"{segment}.leases".ToLowerInvariant());

    /// <summary>Those that have not run out; a file's later lines are the newer ones.</summary>
    public IReadOnlyList<Lease> Current()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return [.. new[] { Segment.Nat, Segment.Host }
            .Select(FileOf)
            .Where(File.Exists)
            .SelectMany(Lines)
            .Select(l => l.Split(' '))

            // When it ends (0 for never), the MAC, the address, a name and an id; other lines are IPv6's.
            .Where(w => w.Length >= 4 && w[1].Length == 17 && long.TryParse(w[0], NumberStyles.None, CultureInfo.InvariantCulture, out var end) && (end == 0 || end > now))
            .Where(w => Softnet.Network($"{w[2]}/32") is not null)
            .Select(w => new Lease(w[1].ToLowerInvariant(), w[2]))];
    }

    private static IEnumerable<string> Lines(string file)
    {
        // Its writer shares it with everybody.
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n');
    }
}
