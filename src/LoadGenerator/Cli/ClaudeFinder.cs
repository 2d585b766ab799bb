using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Lab.LoadGenerator.Work;
using Lab.Shell;
using Microsoft.Extensions.Options;

namespace Lab.LoadGenerator.Cli;

/// <summary>Finds the real <c>claude</c> commands of this host: those of the setting, else the one on PATH.</summary>
internal sealed partial class ClaudeFinder(ICommandRunner runner, IOptions<LoadGeneratorOptions> options)
{
    private const string Command = "claude";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, ClaudeCommand> _known = new();

    /// <summary>The command for a client: of its generation for a profile that names one (<c>claude-code-1</c>), the first that is found for any other.</summary>
    /// <returns>The command, or null and why there is none, with what to do.</returns>
    public async Task<(ClaudeCommand? Command, string Otherwise)> Find(string client, CancellationToken cancellation)
    {
        var generation = GenerationOf().Match(client) is { Success: true } named ? int.Parse(named.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : (int?)null;
        var seen = new List<string>();
        foreach (var path in Candidates())
        {
            var (command, trouble) = await Ask(path, cancellation);
            if (command is not null && (generation is null || generation == command.Generation))
            {
                return (command, "");
            }

            seen.Add(command is null ? trouble : $"{path} is {command.Version}");
        }

        var wanted = generation is null ? "the claude command" : $"a claude command of generation {generation}";
        var known = seen.Count == 0 ? "there is none on PATH" : string.Join("; ", seen);
        return (null, $"driver claude-cli needs {wanted}, and {known}. Install it (npm install -g @anthropic-ai/claude-code{(generation == 1 ? "@1.0.35" : "")}) or give its path in the setting LoadGenerator:ClaudePath; several are separated by '{System.IO.Path.PathSeparator}'.");
    }

    private IEnumerable<string> Candidates()
    {
        if (!string.IsNullOrWhiteSpace(options.Value.ClaudePath))
        {
            return options.Value.ClaudePath.Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }

        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => System.IO.Path.Combine(directory, Command))
            .Where(File.Exists)
            .Take(1);
    }

    private async Task<(ClaudeCommand? Command, string Trouble)> Ask(string path, CancellationToken cancellation)
    {
        if (_known.TryGetValue(path, out var known) && File.Exists(path))
        {
            return (known, "");
        }

        using var home = ClaudeHome.Create();
        var result = await runner.Run(
            new Command(path, "--version") { Environment = home.Environment(), WorkingDirectory = home.Work, Timeout = Limit },
            cancellation);
        if (!result.Succeeded || VersionOf().Match(result.Output) is not { Success: true } version)
        {
            return (null, $"{path} --version did not tell a version ({result.End}, exit code {result.ExitCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}): {Shortened(result.Error.Length > 0 ? result.Error : result.Output)}");
        }

        return (_known[path] = new ClaudeCommand(path, version.Value), "");
    }

    private static string Shortened(string text) => text.Trim() is { Length: > 200 } more ? more[..200] + "…" : text.Trim();

    [GeneratedRegex(@"\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?")]
    private static partial Regex VersionOf();

    [GeneratedRegex(@"^claude-code-(\d+)$")]
    private static partial Regex GenerationOf();
}
