using System.Globalization;
using Garnet;

namespace Lab.EmbeddedStore;

/// <summary>A Garnet server on loopback inside this process, with its append-only file in a directory of its own.</summary>
/// <remarks>
/// With a directory, a write is answered only once the append-only file has it: whatever was acknowledged is there again after a stop,
/// a crash or a kill -9 of this process. A power cut or a crash of the kernel may take the last moments, since nothing is forced out of the system's cache.
/// </remarks>
public sealed class EmbeddedGarnet : IDisposable
{
    // Sized for a guest on somebody's laptop; the defaults are a 16 GB log and a 128 MB index. What does not fit goes to disk where there is a directory.
    private static readonly string[] Memory =
        ["--page", "1m", "--index", "4m", "--network-buffer-memory-budget", "64m"];

    // A script is one transaction, as in Redis.
    private static readonly string[] Scripts = ["--lua", "--lua-transaction-mode"];

    private readonly GarnetServer _server;
    private readonly StoreDirectory? _directory;

    private EmbeddedGarnet(GarnetServer server, StoreDirectory? directory, int port)
    {
        _server = server;
        _directory = directory;
        Port = port;
    }

    /// <summary>The port it listens on, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Starts a server; what an earlier one left in the directory is there again.</summary>
    /// <param name="port">A free port of 127.0.0.1.</param>
    /// <param name="directory">Where the data lives, made where it is missing; null keeps everything in memory.</param>
    /// <exception cref="StoreInUseException">Another process has the directory.</exception>
    public static EmbeddedGarnet Start(int port, string? directory)
    {
        var claimed = directory is null ? null : StoreDirectory.Claim(directory);
        try
        {
            string[] network = ["--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture)];
            string[] storage = claimed is null ? ["--memory", "256m"] : Durable(claimed.Path);
            var server = new GarnetServer([.. network, .. Memory, .. Scripts, .. storage, "-q"]);
            server.Start();
            return new EmbeddedGarnet(server, claimed, port);
        }
        catch
        {
            claimed?.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _server.Dispose();
        _directory?.Dispose();
    }

    private static string[] Durable(string directory) =>
    [
        // Records beyond the memory move to disk; without a tier they would be dropped.
        "--memory", "96m", "--storage-tier", "--segment", "32m", "--logdir", directory, "--checkpointdir", directory,

        // The native device needs a library (libaio) that a fresh machine has not, and macOS never.
        "--device-type", "RandomAccess",

        // A page holds at least two pages of the main log, and the memory two pages of the file.
        "--aof", "--aof-commit-wait", "--aof-page-size", "4m", "--aof-memory", "8m",

        // A start that cannot read what was there must fail, not begin anew.
        "--recover", "--fail-on-recovery-error",

        // Bounds the disk: a checkpoint past 64 MB of append-only file, whose older files then go, and a compaction of the log past 8 segments.
        "--aof-segment-size", "16m", "--aof-size-limit", "64m", "--aof-size-limit-enforce-frequency", "5",
        "--compaction-type", "Lookup", "--compaction-max-segments", "8",
    ];
}
