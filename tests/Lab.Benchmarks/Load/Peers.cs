using Lab.Shell;

namespace Lab.Benchmarks.Load;

/// <summary>The programs to compare with that are there: wrk where it is installed, ours in C where a compiler is.</summary>
internal sealed class Peers : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("lab-load-");

    /// <summary>Whether processes can be bound to a core.</summary>
    public bool Pins { get; private set; }

    /// <summary>The path of wrk; null where it is not installed.</summary>
    public string? Wrk { get; private set; }

    public string? EventServer { get; private set; }

    public string? PacedClient { get; private set; }

    /// <summary>Why there is no program in C.</summary>
    public string NoC { get; private set; } = "";

    public static async Task<Peers> Find(CommandRunner commands)
    {
        var peers = new Peers { Pins = OperatingSystem.IsLinux() && Environment.ProcessorCount > 1 && OnPath("taskset") is not null, Wrk = OnPath("wrk") };
        if (!OperatingSystem.IsLinux())
        {
            peers.NoC = "the programs in C need Linux's epoll";
        }
        else if ((OnPath("cc") ?? OnPath("gcc")) is { } compiler)
        {
            peers.EventServer = await peers.Compile(commands, compiler, "event_server");
            peers.PacedClient = await peers.Compile(commands, compiler, "paced_client");
        }
        else
        {
            peers.NoC = "no C compiler (cc, gcc) is installed";
        }

        return peers;
    }

    /// <summary>A script for wrk that posts bodies of a size.</summary>
    public string PostScript(int bodyBytes)
    {
        var path = Path.Combine(_directory.FullName, $"post-{bodyBytes}.lua");
        File.WriteAllText(path, $"""
            wrk.method = "POST"
            wrk.headers["Content-Type"] = "application/json"
            wrk.body = string.rep("x", {bodyBytes})
            """);
        return path;
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static string? OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(d => Path.Combine(d, name)).FirstOrDefault(File.Exists);

    private async Task<string?> Compile(CommandRunner commands, string compiler, string name)
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Load", "Baselines", $"{name}.c");
        var target = Path.Combine(_directory.FullName, name);
        var result = await commands.Run(new Command(compiler, "-O2", "-o", target, source) { Timeout = TimeSpan.FromMinutes(2) }, CancellationToken.None);
        if (result.Succeeded)
        {
            return target;
        }

        NoC = $"{compiler} could not compile {name}.c: {result.Error.Split('\n')[0]}";
        return null;
    }
}
