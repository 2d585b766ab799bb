namespace Lab.Tests.Probe.Support;

/// <summary>The texts under Captured.</summary>
internal static class Captured
{
    public static string Directory(string name) => Path.Combine(AppContext.BaseDirectory, "Probe", "Captured", name);

    public static string Mac(string name) => File.ReadAllText(Path.Combine(Directory("macos"), name));
}
