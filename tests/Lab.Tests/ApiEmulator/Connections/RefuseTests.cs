using System.Net;
using System.Net.Sockets;
using Lab.Contracts;
using Lab.Tests.Support;
using static Lab.Tests.ApiEmulator.Connections.SessionEmulator;

namespace Lab.Tests.ApiEmulator.Connections;

/// <summary>Ports that shut and open.</summary>
public sealed class RefuseTests(Stores stores)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_established_connection_lives_on_while_the_port_refuses()
    {
        await using var sessions = await Start(stores);
        using var exchange = await RawExchange.Open(Port(sessions));
        await exchange.Send();
        await exchange.ReadReply();

        await sessions.Set(new Refuse());
        await exchange.Send();

        Assert.Contains("message_stop", await exchange.ReadReply(), StringComparison.Ordinal);
        Assert.Equal(SocketError.ConnectionRefused, await Try(Port(sessions)));
    }

    [Fact]
    public async Task Nobody_else_gets_the_port_while_it_refuses()
    {
        await using var sessions = await Start(stores, new Refuse());
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        var taken = Assert.Throws<SocketException>(() =>
        {
            other.Bind(Port(sessions));
            other.Listen();
        });

        Assert.Equal(SocketError.AddressAlreadyInUse, taken.SocketErrorCode);
    }

    [Fact]
    public async Task A_port_that_is_taken_stops_the_start()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();

        await Assert.ThrowsAnyAsync<Exception>(() => RunningEmulator.Start(stores, null, $"--ApiEmulator:HttpsPort={((IPEndPoint)taken.LocalEndPoint!).Port}"));
    }

    [Fact]
    public async Task The_emulator_stops_while_its_ports_refuse_and_gives_them_back()
    {
        IPEndPoint port;
        await using (var sessions = await Start(stores, new Refuse()))
        {
            port = Port(sessions);
        }

        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(port);
        other.Listen();
    }

    [Fact]
    public async Task A_share_of_the_time_is_refused_from_the_onset_to_the_end()
    {
        await using var sessions = await Start(stores, new Refuse
        {
            Probability = 0.5,
            Slot = TimeSpan.FromMilliseconds(20),
            Onset = new FaultOnset { Until = TimeSpan.FromSeconds(1) },
        });
        var outcomes = new List<SocketError>();
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(0.9))
        {
            outcomes.Add(await Try(Port(sessions)));
            await Task.Delay(TimeSpan.FromMilliseconds(3), TimeProvider.System, Stop);
        }

        Assert.InRange(outcomes.Count(o => o == SocketError.ConnectionRefused), outcomes.Count / 5, outcomes.Count * 4 / 5);
        Assert.InRange(await sessions.Strikes("refuse"), 10, 40);
        await Task.Delay(TimeSpan.FromSeconds(0.3), TimeProvider.System, Stop);
        await sessions.AssertHealthy();
    }

    [Fact]
    public async Task Ports_that_shut_and_open_under_many_clients_lose_nothing_and_leak_nothing()
    {
        await using var sessions = await Start(stores);
        await sessions.AssertHealthy();
        await sessions.Open(0);
        var before = Descriptors();

        await sessions.Set(new Refuse { Probability = 0.5, Slot = TimeSpan.FromMilliseconds(10) });
        var seen = new System.Collections.Concurrent.ConcurrentBag<SocketError>();
        var start = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            var port = new IPEndPoint(IPAddress.Loopback, (i % 2 == 0 ? sessions.Places.Http! : sessions.Places.Https!).Port);
            while (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(3))
            {
                seen.Add(await Try(port));
            }
        }));

        Assert.Contains(SocketError.ConnectionRefused, seen);
        Assert.Contains(SocketError.Success, seen);

        // Shutdown is EPIPE: the reset was there before the request.
        Assert.All(seen.Distinct(), e => Assert.Contains(e, new[] { SocketError.Success, SocketError.ConnectionRefused, SocketError.ConnectionReset, SocketError.Shutdown }));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", seen.GroupBy(e => e).Select(g => $"{g.Key} {g.Count()}")));
        await sessions.AssertHealthyOnceLifted();
        await sessions.Open(0);
        for (var waited = TimeProvider.System.GetTimestamp(); Descriptors() > before + 8;)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(waited) < TimeSpan.FromSeconds(10), $"{Descriptors()} descriptors are open, {before} were before.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Stop);
        }
    }

    private static IPEndPoint Port(SessionEmulator sessions) => new(IPAddress.Loopback, sessions.Places.Http!.Port);

    private static async Task<SocketError> Try(IPEndPoint port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
        try
        {
            await socket.ConnectAsync(port, Stop);
            return SocketError.Success;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode;
        }
    }

    private static int Descriptors() => Directory.EnumerateFileSystemEntries(OperatingSystem.IsLinux() ? "/proc/self/fd" : "/dev/fd").Count();
}
