namespace Lab.Shell;

/// <summary>Finds programs as a shell would.</summary>
public static class Executables
{
    /// <summary>The path of a program on PATH; null when there is none.</summary>
    public static string? OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(d => Path.Combine(d, name))
        .FirstOrDefault(File.Exists);
}
