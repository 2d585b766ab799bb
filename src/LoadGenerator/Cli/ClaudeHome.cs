using System.Collections;
using System.Globalization;
using Lab.Shell;

namespace Lab.LoadGenerator.Cli;

/// <summary>All that one run of the command gets to see of this host: a home, a working directory and a directory for temporary files, empty and gone afterwards.</summary>
internal sealed class ClaudeHome : IDisposable
{
    private const string Prefix = "lab-claude-";

    /// <summary>What the command may know of our own environment.</summary>
    private static readonly string[] Passed = ["PATH", "LANG"];

    private readonly DirectoryInfo _root;

    private ClaudeHome(DirectoryInfo root) => _root = root;

    /// <summary>Where it works.</summary>
    public string Work => Path.Combine(_root.FullName, "work");

    /// <summary>Makes one. Its name tells the process that has to remove it.</summary>
    public static ClaudeHome Create()
    {
        var home = new ClaudeHome(Directory.CreateTempSubdirectory(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{System.Environment.ProcessId}-")));
        foreach (var name in new[] { "home", "tmp", "work" })
        {
            home._root.CreateSubdirectory(name);
        }

        return home;
    }

    /// <summary>Removes what processes that ended without a chance to have left behind, with the commands that they left running.</summary>
    public static void RemoveLeftovers()
    {
        foreach (var left in new DirectoryInfo(Path.GetTempPath()).EnumerateDirectories($"{Prefix}*"))
        {
            var owner = left.Name[Prefix.Length..].Split('-')[0];
            if (int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var processId) && !Processes.IsRunning(processId))
            {
                var home = new ClaudeHome(left);
                home.EndWhatRuns();
                home.Dispose();
            }
        }
    }

    /// <summary>Notes the command's process, for whoever finds this directory after a crash.</summary>
    public void Note(int processId) =>
        File.WriteAllText(NoteFile, string.Create(CultureInfo.InvariantCulture, $"{processId} {Processes.StartedAt(processId)?.ToUnixTimeSeconds()}"));

    /// <summary>The environment of the command: ours taken away, but for <c>PATH</c> and <c>LANG</c>, and what is given.</summary>
    public Dictionary<string, string?> Environment(params IEnumerable<KeyValuePair<string, string?>> more)
    {
        var variables = new Dictionary<string, string?>();
        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            variables[(string)variable.Key] = Passed.Contains((string)variable.Key) ? (string?)variable.Value : null;
        }

        variables.TryAdd("LANG", "C.UTF-8");
        variables["HOME"] = Path.Combine(_root.FullName, "home");
        variables["CLAUDE_CONFIG_DIR"] = Path.Combine(_root.FullName, "home", ".claude");

        // Its tools' outputs and its sockets go there, and would stay behind in the system's directory.
        variables["TMPDIR"] = Path.Combine(_root.FullName, "tmp");
        foreach (var (name, value) in more)
        {
            variables[name] = value;
        }

        return variables;
    }

    /// <summary>A file beside its directories.</summary>
    public string FileFor(string name) => Path.Combine(_root.FullName, name);

    /// <summary>Removes it all.</summary>
    public void Dispose()
    {
        // A child that is just being killed may still write: then the next try finds it quiet.
        for (var tries = 0; tries < 3; tries++)
        {
            try
            {
                _root.Delete(recursive: true);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // What stays is removed at the next start, since the process of its name is gone then.
            }
        }
    }

    private string NoteFile => FileFor("process");

    private void EndWhatRuns()
    {
        try
        {
            // The start time tells it from a later process with the same id.
            if (File.ReadAllText(NoteFile).Split(' ') is [var id, var started]
                && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var processId)
                && Processes.StartedAt(processId)?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) == started)
            {
                Processes.Signal(-processId, PosixSignal.Kill);
            }
        }
        catch (IOException)
        {
            // None was started.
        }
    }
}
