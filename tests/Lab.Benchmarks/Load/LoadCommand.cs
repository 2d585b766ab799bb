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
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);
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
            await Compare(new Uri($"http://127.0.0.1:{port}"), "in one write");
            await Compare(new Uri($"http://127.0.0.1:{port}/event"), "in one write an event");
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

    private static async Task Compare(Uri url, string writes)
    {
        var (traced, bare, peer) = (new List<Figure>(), new List<Figure>(), new List<Figure>());

        // Long enough for the compiler to have come to its last word on both.
        using (OwnSessions.Traced())
        {
            await OwnSessions.Flat(url, Connections, WarmUp);
        }

        await HttpClientPeer.Flat(url, Connections, WarmUp);
        for (var round = 0; round < Rounds; round++)
        {
            using (OwnSessions.Traced())
            {
                traced.Add(await Measure(length => OwnSessions.Flat(url, Connections, length)));
            }

            bare.Add(await Measure(length => OwnSessions.Flat(url, Connections, length)));
            peer.Add(await Measure(length => HttpClientPeer.Flat(url, Connections, length)));
        }

        var (a, b, c) = (Median(traced), Median(bare), Median(peer));
        Console.WriteLine($"flat, {Connections} connections, {EventServer.Deltas} events of 120 bytes {writes}, 20 KB requests; one core for the client; medians of {Rounds} rounds");
        Write("lab session, measured, classified, recorded, traced", a);
        Write("lab session without a listener for its spans", b);
        Write("HttpClient + SseParser", c);
        Console.WriteLine($"  ratio: {a.EventsPerSecond / c.EventsPerSecond:0.0} by events/s, {c.CpuPerMillion / a.CpuPerMillion:0.0} by processor time (untraced {c.CpuPerMillion / b.CpuPerMillion:0.0})");

        static void Write(string what, Figure figure) => Console.WriteLine($"  {what,-52} {figure.EventsPerSecond,12:N0} events/s  {figure.CpuPerMillion:0.000} CPU s/M events");
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
