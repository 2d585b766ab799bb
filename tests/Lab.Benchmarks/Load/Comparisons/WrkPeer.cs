using System.Globalization;

namespace Lab.Benchmarks.Load.Comparisons;

/// <summary>The load by wrk, which does not look at events.</summary>
internal static class WrkPeer
{
    /// <summary>Requests a second; null where wrk is not installed.</summary>
    public static async Task<double?> Run(Bench bench, int port, string path, int bodyBytes)
    {
        if (bench.Peers.Wrk is not { } wrk)
        {
            return null;
        }

        var output = await bench.Output(bench.Placed(
            Bench.ClientCore, wrk, "-t1", "-c64", $"-d{bench.Seconds}", "-s", bench.Peers.PostScript(bodyBytes), $"http://127.0.0.1:{port}/{path}/v1/messages"));
        if (output.Contains("Non-2xx", StringComparison.Ordinal) || output.Contains("Socket errors", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"wrk met errors: {output}");
        }

        var line = output.Split('\n').First(l => l.StartsWith("Requests/sec:", StringComparison.Ordinal));
        return double.Parse(line.Split(':')[1].Trim(), CultureInfo.InvariantCulture);
    }

    public const string NotInstalled = "wrk is not installed (Debian: apt-get install wrk)";
}
