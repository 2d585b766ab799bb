using System.Runtime.InteropServices;
using Lab.EmbeddedStore;
using Lab.Shell;
using Lab.Tests.Support;
using StackExchange.Redis;

namespace Lab.Tests.EmbeddedStore;

public sealed class DurabilityTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("lab-store-").FullName;
    private readonly int _port = FreePort.Next();

    [Fact]
    public async Task What_was_acknowledged_is_there_again_after_a_stop()
    {
        using (EmbeddedGarnet.Start(_port, Store))
        {
            await using var connection = await Connect();
            await connection.GetDatabase().StringSetAsync("text", "kept");
            await connection.GetDatabase().ListRightPushAsync("list", ["a", "b"]);
            await connection.GetDatabase().ScriptEvaluateAsync("redis.call('HSET', KEYS[1], 'field', ARGV[1])", ["hash"], ["by a script"]);
        }

        using var again = EmbeddedGarnet.Start(_port, Store);
        await using var second = await Connect();
        Assert.Equal("kept", await second.GetDatabase().StringGetAsync("text"));
        Assert.Equal(2, await second.GetDatabase().ListLengthAsync("list"));
        Assert.Equal("by a script", await second.GetDatabase().HashGetAsync("hash", "field"));
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_again_after_a_kill()
    {
        var acknowledged = 0;
        using (var process = Serve())
        {
            await using var connection = await Connect();
            var database = connection.GetDatabase();
            for (; acknowledged < 300; acknowledged++)
            {
                await database.ListRightPushAsync("list", acknowledged);
            }

            process.Kill();
            await process.Exited;
        }

        using var again = EmbeddedGarnet.Start(_port, Store);
        await using var second = await Connect();
        Assert.Equal(acknowledged, await second.GetDatabase().ListLengthAsync("list"));
        Assert.Equal(acknowledged - 1, await second.GetDatabase().ListGetByIndexAsync("list", -1));
    }

    [Fact]
    public async Task The_append_only_file_does_not_grow_without_bound_and_nothing_is_lost_by_that()
    {
        const int Keys = 40, Rounds = 5;
        using (var process = Serve())
        {
            await using var connection = await Connect();
            var database = connection.GetDatabase();
            for (var write = 0; write < Keys * Rounds; write++)
            {
                await database.StringSetAsync($"key{write % Keys}", $"{write / Keys}" + new string('x', 1_000_000));
            }

            await database.StringSetAsync("last", "one");
            await BecomesSmallerThan(100_000_000);
            process.Kill();
            await process.Exited;
        }

        using var again = EmbeddedGarnet.Start(_port, Store);
        await using var second = await Connect();
        for (var key = 0; key < Keys; key++)
        {
            Assert.Equal($"{Rounds - 1}xxx", await second.GetDatabase().StringGetRangeAsync($"key{key}", 0, 3));
        }

        Assert.Equal("one", await second.GetDatabase().StringGetAsync("last"));
    }

    [Fact]
    public void A_directory_that_another_store_has_is_refused_and_free_again_when_that_ends()
    {
        using (EmbeddedGarnet.Start(_port, Store))
        {
            var refused = Assert.Throws<StoreInUseException>(() => EmbeddedGarnet.Start(FreePort.Next(), Store));

            Assert.Contains($"{Store} is in use by process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
            Assert.Contains("--data DIR", refused.Message, StringComparison.Ordinal);
        }

        using var again = EmbeddedGarnet.Start(_port, Store);
    }

    [Fact]
    public async Task A_start_without_a_port_is_refused_in_words()
    {
        var said = new List<string>();
        using var process = Serve(port: "0", said.Add);

        Assert.NotEqual(0, await process.Exited.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));

        Assert.Contains(said, l => l.Contains("Store:Port must be a port from 1 to 65535", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private string Store => Path.Combine(_data, "store");

    private async Task BecomesSmallerThan(long bytes)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (Directory.EnumerateFiles(Path.Combine(Store, "AOF"), "aof.log.*").Sum(f => new FileInfo(f).Length) is var size && size >= bytes)
        {
            Assert.False(deadline.IsCancellationRequested, $"The append-only file keeps {size} bytes.");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private ServiceProcess Serve(string? port = null, Action<string>? line = null) => ServiceProcess.Start(
        new Command(Path.GetFullPath("../../../dotnet", RuntimeEnvironment.GetRuntimeDirectory()), typeof(EmbeddedGarnet).Assembly.Location)
        {
            Environment = new Dictionary<string, string?>
            {
                ["Store__Port"] = port ?? $"{_port}", ["Lab__DataDirectory"] = _data, ["ASPNETCORE_URLS"] = "http://127.0.0.1:0", ["LAB_HOST_WATCH"] = "stdin",
            },
        },
        line ?? (_ => { }));

    private async Task<ConnectionMultiplexer> Connect()
    {
        var options = ConfigurationOptions.Parse($"127.0.0.1:{_port}");
        options.AbortOnConnectFail = false;
        options.AsyncTimeout = 30_000;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = new LinearRetry(100);
        var connection = await ConnectionMultiplexer.ConnectAsync(options);
        for (var tries = 0; !connection.IsConnected && tries < 300; tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.True(connection.IsConnected, "The store does not answer.");
        return connection;
    }
}
