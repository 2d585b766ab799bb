using System.Net.Http.Json;
using Lab.Contracts;
using Lab.Shell;

namespace Lab.Benchmarks.Load.Comparisons;

/// <summary>Whether the emulator keeps its pace with very many streams at once.</summary>
internal static class Emulator
{
    private const int Sessions = 10_000;
    private const int Events = 25;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    public static async Task<IReadOnlyList<Finding>> Run(Bench bench)
    {
        if (OpenFiles.TooFewFor(Sessions) is { } reason)
        {
            return [Finding.Missing("10,000 streams", reason)];
        }

        var port = EventServer.FreePort();
        var address = new Uri($"http://127.0.0.1:{port}");

        // Nothing here asks the store for anything; it may be away.
        var process = ServiceProcess.Start(
            new Command("dotnet", typeof(ApiEmulator.Program).Assembly.Location, "--urls", address.ToString(), "--ConnectionStrings:redis", "127.0.0.1:1,connectTimeout=100")
            {
                Environment = new Dictionary<string, string?> { ["LAB_HOST_WATCH"] = "stdin" },
            },
            _ => { });
        try
        {
            await EventServer.WaitUntilUp(port);
            using var http = new HttpClient { BaseAddress = address };
            var plan = new EmulatorPlan { Id = "bench", Reply = new ReplyShape { Events = Events, Pace = Pace } };
            using var accepted = await http.PutAsJsonAsync(new Uri("/lab/plan", UriKind.Relative), plan, LabJson.Options);
            accepted.EnsureSuccessStatusCode();

            // Six events frame the deltas.
            var found = new PacedFigures(await bench.Client(null, true, "paced", "emulated", port, Sessions, 3, Events + 6, Pace.TotalMicroseconds, 20_000));
            using var ended = System.Diagnostics.Process.GetProcessById(process.Id);
            return
            [
                Finding.AtMost("errors of our own", found.Failures, 0, "", $"{found.Events:N0} events"),
                Finding.AtMost("p99 lateness of deltas after the stream's earliest", found.P99, 50, " ms", $"p50 {found.P50:0.0} ms; the emulator's {ended.TotalProcessorTime.TotalSeconds:0.0} CPU s in three turns, ours {found.CpuPerMillion:0.00} CPU s/M events"),
            ];
        }
        finally
        {
            process.Kill();
            await process.Exited;
            process.Dispose();
        }
    }
}
