using System.Globalization;
using Garnet;

namespace Lab.EmbeddedStore;

/// <summary>A Garnet server on loopback inside this process, with its append-only file in a directory of its own.</summary>
public sealed class EmbeddedGarnet : IDisposable
{
    private readonly GarnetServer _server;

    private EmbeddedGarnet(GarnetServer server, int port)
    {
        _server = server;
        Port = port;
    }

    /// <summary>The port it listens on, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Starts a server; what an earlier one left in the directory is there again.</summary>
    /// <param name="port">A free port of 127.0.0.1.</param>
    /// <param name="directory">Where the append-only file lives; null keeps everything in memory.</param>
    public static EmbeddedGarnet Start(int port, string? directory)
    {
        // Small pages and index: the defaults (a 16 GB log, 128 MB index) are sized for a server that is not a guest on somebody's laptop.
        string[] memory = ["--memory", "256m", "--page", "4m", "--index", "16m", "--aof-memory", "32m", "--aof-page-size", "8m", "--readcache-memory", "16m"];
        string[] network = ["--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture)];

        // A script is one transaction, as in Redis.
        string[] scripts = ["--lua", "--lua-transaction-mode"];
        string[] durability = directory is null
            ? []
            : ["--aof", "--recover", "--checkpointdir", directory, "--logdir", directory];

        var server = new GarnetServer([.. network, .. memory, .. scripts, .. durability, "-q"]);
        server.Start();
        return new EmbeddedGarnet(server, port);
    }

    /// <inheritdoc />
    public void Dispose() => _server.Dispose();
}
