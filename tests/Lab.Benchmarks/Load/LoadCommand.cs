using System.Diagnostics;
using System.Globalization;
using Lab.Shell;

namespace Lab.Benchmarks.Load;

/// <summary>How fast a session's exchange is beside HttpClient with SseParser, and how true its time to the first event is.</summary>
/// <remarks>The server is a process of its own, so that the client's processor time is the client's alone: that is the figure to trust on a busy machine.</remarks>
internal static class LoadCommand
{
    private const int Connections = 64;
    private const int Rounds = 5;
    private static readonly TimeSpan RoundLength = TimeSpan.FromSeconds(2);

    public static async Task<int> Run(string[] args)
    {
        switch (args)
        {
            case ["server", var address]:
                await EventServer.Serve(int.Parse(address, CultureInfo.InvariantCulture));
                return 0;
            case []:
                break;
            default:
                await Console.Error.WriteLineAsync("Usage: load. Set DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 as the lab's host does.");
                return 2;
        }

        var port = EventServer.FreePort();
        var server = ServiceProcess.Start(new Command(Environment.ProcessPath!, "load", "server", $"{port}"), Console.WriteLine);
        try
        {
            await EventServer.WaitUntilUp(port);
            Pin(1);
            await Compare(port);
            await Truth(port);
            return 0;
        }
        finally
        {
            server.Kill();
            await server.Exited;
            server.Dispose();
        }
    }

    private static async Task Compare(int port)
    {
        var url = new Uri($"http://127.0.0.1:{port}");
        var own = new List<Figure>();
        var peer = new List<Figure>();
        Func<TimeSpan, Task<long>> runOwn = length => OwnSessions.Flat(url, Connections, length);
        Func<TimeSpan, Task<long>> runPeer = length => HttpClientPeer.Flat(url, Connections, length);
        await Measure(runOwn);
        await Measure(runPeer);
        for (var round = 0; round < Rounds; round++)
        {
            own.Add(await Measure(runOwn));
            peer.Add(await Measure(runPeer));
        }

        var (a, b) = (Median(own), Median(peer));
        Console.WriteLine($"flat, {Connections} connections, {EventServer.Deltas} events of 120 bytes, 20 KB requests; one core for the client; medians of {Rounds} rounds");
        Console.WriteLine($"  lab session (measured, classified, recorded, traced)  {a.EventsPerSecond,12:N0} events/s  {a.CpuPerMillion:0.000} CPU s/M events");
        Console.WriteLine($"  HttpClient + SseParser                                {b.EventsPerSecond,12:N0} events/s  {b.CpuPerMillion:0.000} CPU s/M events");
        Console.WriteLine($"  ratio: {a.EventsPerSecond / b.EventsPerSecond:0.0} by events/s, {b.CpuPerMillion / a.CpuPerMillion:0.0} by processor time");
    }

    private static async Task Truth(int port)
    {
        var errors = await OwnSessions.FirstEventErrors(new Uri($"http://127.0.0.1:{port}/paced"), streams: 1_000);
        errors.Sort();
        Console.WriteLine($"time to first event, 1,000 paced streams, {errors.Count} calls: reported − true p50 {At(0.5):0.00} ms, p99 {At(0.99):0.00} ms, least {errors[0].TotalMilliseconds:0.00} ms, most {errors[^1].TotalMilliseconds:0.00} ms");

        double At(double share) => errors[(int)(share * (errors.Count - 1))].TotalMilliseconds;
    }

    private static async Task<Figure> Measure(Func<TimeSpan, Task<long>> run)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var from = Stopwatch.GetTimestamp();
        var events = await run(RoundLength);
        return new Figure(events / Stopwatch.GetElapsedTime(from).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds / events * 1e6);
    }

    private static Figure Median(List<Figure> figures) => new(
        figures.Select(f => f.EventsPerSecond).Order().ElementAt(figures.Count / 2),
        figures.Select(f => f.CpuPerMillion).Order().ElementAt(figures.Count / 2));

    /// <summary>One core for this process; the server takes the others.</summary>
    internal static void Pin(nint cores)
    {
        if (OperatingSystem.IsLinux() && Environment.ProcessorCount > 1)
        {
            using var self = Process.GetCurrentProcess();
            self.ProcessorAffinity = cores;
        }
    }

    private sealed record Figure(double EventsPerSecond, double CpuPerMillion);
}
