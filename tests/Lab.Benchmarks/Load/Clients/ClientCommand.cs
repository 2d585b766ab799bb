using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace Lab.Benchmarks.Load.Clients;

/// <summary>A measured client: a process of its own, on the cores it was given, which prints what it measured as numbers in one line.</summary>
internal static class ClientCommand
{
    public static async Task<int> Run(string[] args)
    {
        var numbers = args.Skip(2).Select(a => double.Parse(a, CultureInfo.InvariantCulture)).ToArray();
        var found = await (args[0] switch
        {
            "flat" => Flat(args[1], numbers),
            "paced" => PacedClient.Run(args[1], numbers),
            "waiting" => WaitingClient.Run(args[1], numbers),
            _ => throw new ArgumentException($"There is no client {args[0]}."),
        });
        Console.WriteLine(string.Join(' ', found.Select(f => f.ToString("R", CultureInfo.InvariantCulture))));
        return 0;
    }

    public static Uri Url(double port, string path) => new($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/{path}");

    /// <summary>At least so long, and until the just-in-time compiler has had its last word: on one busy core that takes a while.</summary>
    private static async Task Warm(Task load, double seconds)
    {
        const int Quiet = 4;
        const int Most = 12;
        var (compiled, unchanged) = (0L, 0);
        for (var second = 0; second < Most && !load.IsCompleted && (second < seconds || unchanged < Quiet); second++)
        {
            await Task.WhenAny(load, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None));
            var now = JitInfo.GetCompiledMethodCount();
            (compiled, unchanged) = (now, now - compiled <= 2 ? unchanged + 1 : 0);
        }
    }

    /// <summary>Port, deltas, body bytes, seconds to warm up, seconds: requests a second and CPU seconds a request.</summary>
    private static async Task<double[]> Flat(string kind, double[] numbers)
    {
        const int Connections = 64;
        if (numbers is not [var port, var deltas, var body, var warm, var seconds])
        {
            throw new ArgumentException("flat <kind> <port> <deltas> <body bytes> <seconds to warm up> <seconds>");
        }

        using var end = new CancellationTokenSource();
        var url = Url(port, $"flat/{deltas}");
        Task load;
        Func<long> calls;
        IDisposable? spans = null;
        if (kind == "httpclient")
        {
            var peer = new HttpClientPeer();
            load = peer.Run(url, Connections, (int)body, end.Token);
            calls = () => peer.Calls;
        }
        else
        {
            var sessions = await OwnSessions.Build();
            var bare = new ExchangeOnly();
            spans = kind == "traced" ? OwnSessions.Traced() : null;
            var run = sessions.Run(url, Connections, kind == "bare" ? bare : new SteadyClient(), int.MaxValue - 1, (int)body, end.Token);
            load = run.ContinueWith(t => sessions.Counters.Failures == 0 ? t : throw new InvalidOperationException($"{sessions.Counters.Failures} calls failed: {OwnSessions.Faults(t.Result)}"), TaskScheduler.Default).Unwrap();
            calls = () => kind == "bare" ? bare.Calls : sessions.Counters.Calls;
        }

        await Warm(load, warm);
        var (cpu, from, before) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp(), calls());
        await Task.WhenAny(load, Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, CancellationToken.None));
        var made = calls() - before;
        double[] found = [made / Stopwatch.GetElapsedTime(from).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds / made];
        await end.CancelAsync();
        await load;
        spans?.Dispose();
        return found;
    }
}
