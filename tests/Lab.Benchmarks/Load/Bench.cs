using System.Globalization;
using Lab.Shell;

namespace Lab.Benchmarks.Load;

/// <summary>What all comparisons use: how long they take, the peers that are there, and processes on the cores where they belong.</summary>
internal sealed class Bench(bool quick, Peers peers, CommandRunner commands)
{
    /// <summary>The client's core; the server has the other.</summary>
    public const int ClientCore = 0;

    public const int ServerCore = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public Peers Peers => peers;

    public bool IsQuick => quick;

    public int Rounds => quick ? 1 : 5;

    /// <summary>Until the just-in-time compiler has had its last word, which on one core takes a while.</summary>
    public int WarmSeconds => quick ? 5 : 10;

    public int Seconds => quick ? 2 : 4;

    /// <summary>Starts the server of events on its core, or on all of them.</summary>
    public Task<EventServer> Serve(bool pinned = true) => EventServer.Start(this, pinned ? ServerCore : null);

    /// <summary>This program as a command: by itself, or by way of <c>dotnet</c>, as it was started.</summary>
    public static string[] Itself { get; } = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet"
        ? [Environment.ProcessPath!, typeof(Bench).Assembly.Location]
        : [Environment.ProcessPath!];

    /// <summary>Runs a client of this program and reads the numbers that it prints.</summary>
    /// <param name="core">Its core; null for all of them.</param>
    /// <param name="inline">Whether its sockets complete where they are, as the lab's host has it.</param>
    /// <param name="arguments">Which client, and its numbers.</param>
    public Task<double[]> Client(int? core, bool inline, params object[] arguments) => Numbers(
        Placed(core, Itself[0], [.. Itself[1..], "load", "client", .. arguments.Select(Text)]) with
        {
            Environment = new Dictionary<string, string?> { ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = inline ? "1" : null },
        });

    /// <summary>Runs a program that prints numbers.</summary>
    public async Task<double[]> Numbers(Command command)
    {
        var output = await Output(command);
        return [.. output.Trim().Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
    }

    /// <summary>Runs a program to its end.</summary>
    public async Task<string> Output(Command command)
    {
        var result = await commands.Run(command with { Timeout = Patience }, CancellationToken.None);
        if (result.Error.Length > 0)
        {
            await Console.Error.WriteLineAsync(result.Error.Trim());
        }

        return result.Succeeded ? result.Output : throw new InvalidOperationException($"{command} failed ({result.End}, {result.ExitCode}).");
    }

    /// <summary>A command on one core, where that can be had.</summary>
    public Command Placed(int? core, string executable, params IReadOnlyList<string> arguments) => core is { } one && peers.Pins
        ? new Command("taskset", ["-c", Text(one), executable, .. arguments])
        : new Command(executable, arguments);

    public static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    public static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;
}
