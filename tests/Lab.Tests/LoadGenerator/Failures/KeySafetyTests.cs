using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Lab.Contracts;
using Lab.LoadGenerator.Spans;
using Lab.LoadGenerator.Work;
using Lab.State;
using Lab.Tests.Support;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Lab.Tests.LoadGenerator.Failures;

/// <summary>The key goes into one header and nowhere else, whatever fails and whoever sends it back.</summary>
public sealed class KeySafetyTests(Stores stores)
{
    private const string Key = "sk-ant-api03-Zx9Qw8Er7Ty6Ui5Op4As3Df2Gh1Jk0Lz-Vb";

    /// <summary>No shorter piece of it may show either.</summary>
    private static readonly string Piece = Key[10..22];

    private static readonly Dictionary<string, string> Echoes = new()
    {
        ["a status line"] = $"HTTP/1.1 {Key}\r\n\r\n",
        ["a header line"] = $"HTTP/1.1 200 OK\r\n{Key}\r\n\r\n",
        ["a length"] = $"HTTP/1.1 200 OK\r\nContent-Length: {Key}\r\n\r\n",
        ["a coding"] = $"HTTP/1.1 200 OK\r\nContent-Encoding: {Key}\r\nContent-Type: text/event-stream\r\nContent-Length: 0\r\n\r\n",
        ["a transfer coding"] = $"HTTP/1.1 200 OK\r\nTransfer-Encoding: {Key}\r\n\r\n",
        ["a type"] = $"HTTP/1.1 200 OK\r\nContent-Type: {Key}\r\nContent-Length: 0\r\n\r\n",
        ["no HTTP"] = $"{Key}\r\n\r\n",
        ["an id"] = $"HTTP/1.1 500 X\r\nrequest-id: req_{Key}\r\nretry-after: {Key}\r\nContent-Length: 0\r\n\r\n",
        ["an id that is cut off"] = $"HTTP/1.1 500 X\r\nrequest-id: {new string('x', 50)}{Key}\r\nContent-Length: 0\r\n\r\n",
        ["a refusal"] = Refusal(401, $"invalid x-api-key: {Key}"),
        ["a refusal that is cut off"] = Refusal(400, new string('x', 170) + Key),
        ["a refusal in capitals"] = Refusal(403, Key.ToUpperInvariant()),
        ["an error event"] = Replies.Head + Replies.Chunk(Replies.Event("error", $$$"""{"type":"error","error":{"type":"{{{Key}}}","message":"{{{Key}}}"}}""")),
        ["a tool"] = Encoding.UTF8.GetString(Replies.Stream(1, Key)),
    };

    [Theory]
    [InlineData("garnet")]
    [InlineData("redis")]
    public async Task Nothing_that_is_kept_or_said_has_the_key(string server)
    {
        await using var store = await stores.Open(server);
        var log = new Lines();
        using var rig = new LoadRig(store, key: Key, isExported: true, logger: log);
        var queue = new LoadQueue(store);
        var handIn = new HandIn(queue, new Evidence(new EvidenceStore(store), TimeProvider.System), new StoreContact(new Logger<StoreContact>(new LoggerFactory([log]))), TimeProvider.System);
        var said = new StringBuilder();
        var faults = Echoes.Keys.Concat(FailuresOnTheWireTests.Table.Select(row => (string)row.Data.Item1)).Append("refused").Append("an unknown client").ToList();
        var keys = 0;

        foreach (var (fault, index) in faults.Select((f, i) => (f, i)))
        {
            await using var peer = new RawServer(p => Echoes.TryGetValue(fault, out var echo) ? Echo(p, echo) : FailuresOnTheWireTests.Do(fault, p));
            var url = fault == "refused" ? new Uri($"http://127.0.0.1:{FreePort.Next()}") : peer.Url;
            var workload = LoadRig.Short with
            {
                Turns = 2, Client = fault == "an unknown client" ? Guid.NewGuid().ToString() : LoadRig.Short.Client,
                HeadersTimeout = TimeSpan.FromMilliseconds(300), IdleTimeout = TimeSpan.FromMilliseconds(300),
            };
            var assignment = LoadRig.Assignment(url, workload, TargetKind.Anthropic, trial: $"t{index}") is var plain ? plain with { Target = plain.Target with { MaxRequests = 1_000, MaxTokens = 1_000_000_000 } } : null!;
            await queue.Assign(assignment.TrialId, [assignment]);
            await queue.Claim("worker-1");

            var end = await rig.Run(assignment);
            await handIn.Deliver("worker-1", end, TestContext.Current.CancellationToken);

            said.Append(JsonSerializer.Serialize(end.Result, LabJson.Options)).Append(JsonSerializer.Serialize(end.Failures.Select(f => f.Call), LabJson.Options));
            keys += peer.Requests.Count(r => r.Contains($"x-api-key: {Key}", StringComparison.Ordinal));
        }

        lock (rig.Spans)
        {
            foreach (var span in rig.Spans)
            {
                said.AppendJoin(' ', [span.DisplayName, span.StatusDescription, span.TraceStateString, .. span.TagObjects, .. span.Events.SelectMany(e => e.Tags).Select(t => (object)t), .. span.Baggage]);
            }
        }

        said.AppendJoin('\n', log.Said);
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{(server == "redis" ? stores.Redis : stores.Garnet)},allowAdmin=true");
        var kept = await Dump(connection.GetDatabase(), store.Keys.Runs[..^":runs".Length]);

        // It was sent, and faults were kept: the search below does not look at nothing.
        Assert.True(keys >= 2 * Echoes.Count);
        Assert.Contains("[key]", kept);
        Assert.Contains("authentication_error", kept);
        Assert.Contains("could not be run", said.ToString());
        foreach (var text in new[] { said.ToString(), kept })
        {
            Assert.DoesNotContain(Key[..14], text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Piece, text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("sk-ant\r\nX-Other: 1")]
    [InlineData("sk ant")]
    [InlineData("sk-ä")]
    public async Task A_key_that_no_header_may_carry_is_not_sent_and_not_shown(string key)
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store, key: key);
        await using var server = RawServer.Answering(Replies.Stream());

        var end = await rig.Run(LoadRig.Assignment(server.Url, kind: TargetKind.Anthropic));

        Assert.Empty(server.Requests);
        Assert.Contains("characters that no header may carry", end.FirstRefused!.Failure!.Detail);
        Assert.DoesNotContain(key, end.FirstRefused.Failure.Detail);
    }

    private static async Task Echo(RawServer.Peer peer, string answer)
    {
        while (await peer.ReadRequest() is not null)
        {
            await peer.Send(answer);
        }
    }

    private static string Refusal(int status, string message) =>
        Encoding.UTF8.GetString(Replies.Status(status, $$$"""{"type":"error","error":{"type":"authentication_error","message":"{{{message}}}"}}"""));

    /// <summary>Everything that the store holds for this test.</summary>
    private static async Task<string> Dump(IDatabase db, string prefix)
    {
        var dump = new StringBuilder();
        foreach (var key in (string[])(await db.ExecuteAsync("KEYS", $"{prefix}*"))!)
        {
            RedisResult value = (string)(await db.ExecuteAsync("TYPE", key))! switch
            {
                "string" => await db.ExecuteAsync("GET", key),
                "list" => await db.ExecuteAsync("LRANGE", key, 0, -1),
                "hash" => await db.ExecuteAsync("HGETALL", key),
                "set" => await db.ExecuteAsync("SMEMBERS", key),
                "zset" => await db.ExecuteAsync("ZRANGE", key, 0, -1),
                var type => throw new UnreachableException(type),
            };
            dump.Append(key).Append('=').AppendJoin(' ', value.Length >= 0 ? (string[])value! : [value.ToString()]).AppendLine();
        }

        return dump.ToString();
    }

    /// <summary>A log that keeps all it is told.</summary>
    private sealed class Lines : ILogger, ILoggerProvider
    {
        public ConcurrentQueue<string> Said { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Said.Enqueue($"{formatter(state, exception)} {exception}");

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }
    }
}
