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

    /// <summary>What lies in this process beside each session: its lane with two histograms, and the server's end of its connection.</summary>
    private const int BesideBytes = 3 * 1024;

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

        // What is shared, and the buffers that go round, are made before it is measured.
        await Hold(rig, listener, url, workload, () => 0);
        var each = await Hold(rig, listener, url, workload, () => GC.GetTotalMemory(forceFullCollection: true));

        TestContext.Current.TestOutputHelper?.WriteLine($"{client}: {each} bytes");
        Assert.InRange(each, 1, MostBytes + BesideBytes);
    }

    /// <summary>Lets sessions begin and wait for a header that never comes, and says what each added.</summary>
    private static async Task<long> Hold(LoadRig rig, Socket listener, Uri url, Workload workload, Func<long> measure)
    {
        using var end = new CancellationTokenSource();
        var held = new List<Socket>();
        var before = measure();
        var lanes = Start(rig, url, workload, Sessions, end.Token);
        await Accept(listener, held, Sessions);
        var each = (measure() - before) / Sessions;

        await end.CancelAsync();
        await Task.WhenAll(lanes).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        held.ForEach(s => s.Dispose());
        return each;
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
