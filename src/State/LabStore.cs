using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Lab.Contracts;
using StackExchange.Redis;

namespace Lab.State;

/// <summary>The lab's store: a connection, the keys, and one way to call that traces each command and names a store that is away.</summary>
/// <remarks>Only commands that Redis 7, Valkey and Garnet all serve: lists, hashes, sets, sorted sets, strings with expiry, Lua, publish and subscribe.</remarks>
public sealed class LabStore : IAsyncDisposable
{
    /// <summary>The activity source of calls to the store.</summary>
    public const string ActivitySourceName = "Lab.State";

    private static readonly ActivitySource Source = new(ActivitySourceName);

    private readonly ConnectionMultiplexer _connection;

    private LabStore(ConnectionMultiplexer connection, string prefix)
    {
        _connection = connection;
        Keys = new StoreKeys(prefix);
    }

    /// <summary>The names of everything in the store.</summary>
    public StoreKeys Keys { get; }

    /// <summary>Whether the connection stands at this moment.</summary>
    public bool IsConnected => _connection.IsConnected;

    /// <summary>Host and port of the store.</summary>
    public string Endpoint => Describe(_connection.GetEndPoints());

    /// <summary>Opens a store. It comes back at once, also while the store is away: a call then fails with <see cref="StoreUnavailableException"/> until it is there.</summary>
    /// <param name="connectionString">As StackExchange.Redis reads it: <c>host:port,password=…</c>.</param>
    /// <param name="prefix">What every key begins with.</param>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public static async Task<LabStore> Open(string connectionString, string prefix = "lab")
    {
        var options = ConfigurationOptions.Parse(connectionString);
        options.AbortOnConnectFail = false;

        // The default backlog would make each call wait for five seconds while the store is away.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = new LinearRetry(500);

        return new LabStore(await ConnectionMultiplexer.ConnectAsync(options), prefix);
    }

    /// <summary>Asks the store for a sign of life.</summary>
    /// <exception cref="StoreUnavailableException">It gave none.</exception>
    public Task<TimeSpan> Ping() => Call("PING", db => db.PingAsync());

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    internal static string ToJson<T>(T value) => JsonSerializer.Serialize(value, LabJson.Options);

    internal static T FromJson<T>(RedisValue value) =>
        JsonSerializer.Deserialize<T>(((ReadOnlyMemory<byte>)value).Span, LabJson.Options)
        ?? throw new JsonException($"The store holds null where a {typeof(T).Name} belongs.");

    /// <summary>Calls the store.</summary>
    /// <param name="command">The command's name, for the span and for the error.</param>
    /// <param name="call">The call.</param>
    /// <exception cref="StoreUnavailableException">It did not answer.</exception>
    internal async Task<T> Call<T>(string command, Func<IDatabase, Task<T>> call)
    {
        // A span only below another: loops that look every so often would drown the rest.
        using var activity = Activity.Current is null ? null : Source.StartActivity(command, ActivityKind.Client);
        activity?.SetTag("db.system.name", "redis").SetTag("db.operation.name", command);

        try
        {
            return await call(_connection.GetDatabase());
        }
        catch (Exception exception) when (exception is RedisConnectionException or RedisTimeoutException or ObjectDisposedException)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message).SetTag("error.type", exception.GetType().Name);
            throw new StoreUnavailableException(command, Endpoint, exception);
        }
    }

    internal async Task<IAsyncDisposable> Subscribe(string channel, Action<string> handle)
    {
        var subscriber = _connection.GetSubscriber();
        var name = RedisChannel.Literal(channel);
        void Handle(RedisChannel _, RedisValue message) => handle(message.ToString());

        await subscriber.SubscribeAsync(name, Handle);
        return new Subscription(() => subscriber.UnsubscribeAsync(name, Handle));
    }

    private static string Describe(EndPoint[] endpoints) => string.Join(", ", endpoints.Select(e => e switch
    {
        DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
        _ => e.ToString(),
    }));

    private sealed class Subscription(Func<Task> end) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await end();
            }
            catch (Exception exception) when (exception is RedisException or RedisTimeoutException or ObjectDisposedException)
            {
                // The connection is gone, and the subscription with it.
            }
        }
    }
}
