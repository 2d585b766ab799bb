using System.Net;
using System.Net.Sockets;
using Lab.Contracts;
using Lab.Tests.Support;

namespace Lab.Tests.LoadGenerator.Sessions;

/// <summary>What a session costs that waits: ten thousand of them must fit.</summary>
[CollectionDefinition(nameof(WaitingSessionTests), DisableParallelization = true)]
[Collection(nameof(WaitingSessionTests))]
public sealed class WaitingSessionTests(Stores stores)
{
    private const int Sessions = 500;
    private const int MostBytes = 16 * 1024;

    [Theory]
    [InlineData("bare")]
    [InlineData("claude-code-2")]
    [InlineData("claude-code-1")]
    public async Task A_waiting_session_takes_at_most_16_kilobytes(string client)
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(Sessions);
        var url = new Uri($"http://{listener.LocalEndPoint}");
        var workload = LoadRig.Short with { Client = client, Turns = 1, HeadersTimeout = TimeSpan.FromMinutes(5) };
        using var end = new CancellationTokenSource();

        // What is shared is made before it is measured.
        var first = Start(rig, url, workload, 1, end.Token);
        var held = new List<Socket>();
        await Accept(listener, held, 1);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var lanes = Start(rig, url, workload, Sessions, end.Token);
        await Accept(listener, held, Sessions + 1);
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Sessions;

        await end.CancelAsync();
        await Task.WhenAll([.. first, .. lanes]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        held.ForEach(s => s.Dispose());

        // The server's end of the connection and the lane are in it as well.
        TestContext.Current.TestOutputHelper?.WriteLine($"{client}: {each} bytes");
        Assert.InRange(each, 1, MostBytes);
    }

    private static List<Task> Start(LoadRig rig, Uri url, Workload workload, int lanes, CancellationToken cancellation) =>
        [.. Enumerable.Range(0, lanes).Select(lane => (Task)rig.Run(LoadRig.Assignment(url, workload, lane: lane), cancellation))];

    /// <summary>Takes connections, and waits until each has brought its request.</summary>
    private static async Task Accept(Socket listener, List<Socket> held, int count)
    {
        while (held.Count < count)
        {
            held.Add(await listener.AcceptAsync(TestContext.Current.CancellationToken));
        }

        await SessionTests.Until(() => held.TrueForAll(s => s.Available > 5_000));
    }
}
