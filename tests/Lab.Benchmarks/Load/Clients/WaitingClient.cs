using System.Globalization;

namespace Lab.Benchmarks.Load.Clients;

/// <summary>Sessions that wait in the middle of a reply, to see what each of them takes.</summary>
internal static class WaitingClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Port, sessions, body bytes: bytes on the managed heap, private bytes of the process.</summary>
    public static async Task<double[]> Run(string kind, double[] numbers)
    {
        if (numbers is not [var port, var sessions, var body])
        {
            throw new ArgumentException("waiting <kind> <port> <sessions> <body bytes>");
        }

        using var spans = kind == "traced" ? OwnSessions.Traced() : null;
        using var end = new CancellationTokenSource();
        var own = await OwnSessions.Build();
        var begun = 0;
        var client = new SteadyClient(null, reply => reply.Watch = _ => Interlocked.Increment(ref begun));

        // An event every hundred seconds: each stream has begun, and then waits.
        var run = own.Run(ClientCommand.Url(port, "paced/2/100000000"), (int)sessions, client, 1, (int)body, end.Token);
        using var limit = new CancellationTokenSource(Patience);
        while (Volatile.Read(ref begun) < sessions)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, limit.Token);
        }

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        double[] found = [GC.GetTotalMemory(forceFullCollection: true), PrivateBytes()];
        await end.CancelAsync();
        await run;
        return found;
    }

    private static double PrivateBytes()
    {
        const string Line = "RssAnon:";
        var line = OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(Line, StringComparison.Ordinal)) : null;
        return line is null
            ? Environment.WorkingSet
            : double.Parse(line[Line.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
