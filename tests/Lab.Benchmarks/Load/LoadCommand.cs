using System.Diagnostics;
using System.Globalization;
using Lab.Benchmarks.Load.Clients;
using Lab.Benchmarks.Load.Comparisons;
using Lab.Shell;
using Lab.State;

namespace Lab.Benchmarks.Load;

/// <summary>How fast, how true and how thrifty the load generator's sessions are, beside named peers in the same run and against the goals.</summary>
internal static class LoadCommand
{
    // A comparison: one line here, one file in the folder.
    private static readonly (string Name, string Title, Func<Bench, Task<IReadOnlyList<Finding>>> Run)[] Comparisons =
    [
        ("flat", "replies of 200 events of 120 bytes as fast as they go, 64 connections, 20 KB requests", Flat.Run),
        ("upload", "requests of 200 KB, 64 connections", Uploads.Run),
        ("paced", "2,500 streams of 25 events/s over 4 s", Paced.Run),
        ("crowd", "10,000 sessions of 5 events/s, all cores", Crowd.Run),
        ("most", "the most streams of 25 events/s that one core holds", MostStreams.Run),
        ("truth", "reported time to the first byte, 1,000 paced streams", Truth.Run),
        ("memory", "a session that waits in the middle of a reply", Memory.Run),
        ("observed", "what tracing and recording cost", Observed.Run),
        ("worker", "10,000 sessions through a whole load-generator and a store", WholeWorker.Run),
        ("emulator", "10,000 streams of 5 events/s from the emulator", Emulator.Run),
    ];

    public static async Task<int> Run(string[] args)
    {
        switch (args)
        {
            case ["client", .. var client]:
                return await ClientCommand.Run(client);
            case ["server", var port]:
                await ManagedEventServer.Serve(int.Parse(port, CultureInfo.InvariantCulture));
                return 0;
        }

        var quick = args.Contains("--quick");
        var names = args.Where(a => a != "--quick").ToList();
        if (names.Where(n => Comparisons.All(c => c.Name != n)).ToList() is { Count: > 0 } unknown)
        {
            await Console.Error.WriteLineAsync($"There is no comparison {string.Join(", ", unknown)}. Usage: load [{string.Join("] [", Comparisons.Select(c => c.Name))}] [--quick]");
            return 2;
        }

        var commands = new CommandRunner(TimeProvider.System);
        using var peers = await Peers.Find(commands);
        var bench = new Bench(quick, peers, commands);
        Introduce(peers);
        var all = new List<Finding>();
        foreach (var (name, title, run) in Comparisons.Where(c => names.Count == 0 || names.Contains(c.Name)))
        {
            Console.WriteLine($"\n{name}: {title} (load average {LoadAverage()})");
            var findings = await Found(run, bench);
            Finding.Print(findings);
            all.AddRange(findings);
        }

        var goals = all.Where(f => f.Goal.Length > 0).ToList();
        Console.WriteLine($"\n{goals.Count(f => f.IsMet == true)} of {goals.Count} goals met (load average {LoadAverage()})");
        return goals.Any(f => f.IsMet == false) ? 1 : 0;
    }

    /// <summary>One comparison that fails must not take the others along.</summary>
    private static async Task<IReadOnlyList<Finding>> Found(Func<Bench, Task<IReadOnlyList<Finding>>> run, Bench bench)
    {
        try
        {
            return await run(bench);
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException or FormatException or TimeoutException or OperationCanceledException or StoreUnavailableException)
        {
            return [new Finding("it could not be run to its end", "-", "to run", false, exception.Message)];
        }
    }

    private static void Introduce(Peers peers)
    {
        var configuration = typeof(LoadCommand).Assembly.GetCustomAttributes(typeof(DebuggableAttribute), false).OfType<DebuggableAttribute>().Any(d => d.IsJITOptimizerDisabled);
        Console.WriteLine(configuration ? "This is a debug build: use -c Release." : "Ratios of the same run; medians of rounds that take turns.");
        Console.WriteLine(peers.Pins ? "The client has core 0 and the server core 1, where nothing else is said." : "Processes cannot be bound to cores here (taskset, two cores): ratios say less.");
        if (peers.NoC.Length > 0)
        {
            Console.WriteLine($"No peers in C: {peers.NoC}. The server is ours in .NET and may be the one that limits.");
        }
    }

    private static string LoadAverage() => OperatingSystem.IsLinux() ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
