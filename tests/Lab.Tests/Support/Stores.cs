using System.Diagnostics.CodeAnalysis;
using Lab.EmbeddedStore;
using Lab.Shell;
using Lab.State;

namespace Lab.Tests.Support;

/// <summary>The servers of the Redis protocol that the tests speak to: the embedded Garnet, and a real redis-server where one is installed.</summary>
/// <remarks>One of each serves the whole test run; every test takes a key prefix of its own, so nothing is flushed.</remarks>
public sealed class Stores : IAsyncDisposable
{
    private readonly ServiceProcess _garnet;
    private readonly int _garnetPort = FreePort.Next();
    private readonly string _garnetData = Directory.CreateTempSubdirectory("lab-test-store-").FullName;
    private readonly ServiceProcess? _redis;
    private readonly int _redisPort;

    public Stores()
    {
        // A process of its own, as in the lab: inside this one its clients would outlive it.
        _garnet = ServiceProcess.Start(
            new Command("dotnet", typeof(EmbeddedGarnet).Assembly.Location, "--urls", "http://127.0.0.1:0", "--Store:Port", $"{_garnetPort}", "--Lab:DataDirectory", _garnetData)
            {
                Environment = new Dictionary<string, string?> { ["LAB_HOST_WATCH"] = "stdin" },
            },
            _ => { });
        if (FindRedis() is { } path)
        {
            _redisPort = FreePort.Next();
            _redis = ServiceProcess.Start(new Command(path, "--port", $"{_redisPort}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"), _ => { });
        }
    }

    public string Garnet => $"127.0.0.1:{_garnetPort}";

    /// <summary>The real Redis; skips the test, with the reason, where none is installed.</summary>
    public string Redis
    {
        get
        {
            Assert.SkipWhen(_redis is null, "redis-server is not installed (Debian: apt-get install redis-server).");
            return $"127.0.0.1:{_redisPort}";
        }
    }

    /// <summary>A store on one of the servers under a prefix that no other test has.</summary>
    public async Task<LabStore> Open(string server) =>
        await Answering(await LabStore.Open(server == "redis" ? Redis : Garnet, $"test-{Guid.NewGuid():N}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { _garnet, _redis }.OfType<ServiceProcess>())
        {
            server.Kill();
            await server.Exited;
            server.Dispose();
        }

        Directory.Delete(_garnetData, recursive: true);
    }

    [SuppressMessage("Reliability", "CA2016", Justification = "Bounded by the number of tries.")]
    private static async Task<LabStore> Answering(LabStore store)
    {
        // The server was started a moment ago: the first calls may come too early.
        for (var tries = 0; ; tries++)
        {
            try
            {
                await store.Ping();
                return store;
            }
            catch (StoreUnavailableException) when (tries < 200)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }

    private static string? FindRedis() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(d => Path.Combine(d, "redis-server"))
        .FirstOrDefault(File.Exists);
}
