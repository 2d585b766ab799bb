using Lab.Tests.Support;

namespace Lab.Tests.Judges;

/// <summary>The real clients that judge the lab, where <c>.ci/clients</c> has installed them; a test that needs one that is missing is skipped with the reason.</summary>
internal static class Clients
{
    private const string HowTo = "run .ci/clients, which needs node and npm";

    /// <summary>The <c>node</c> command.</summary>
    public static string Node { get; } = Find("node") ?? "";

    /// <summary>The directory of the TypeScript SDK's package.</summary>
    public static string TypeScriptSdk => Installed(Path.Combine("typescript-sdk", "node_modules", "@anthropic-ai", "sdk"), "The TypeScript SDK");

    /// <summary>The <c>claude</c> command of a generation: 1 or 2.</summary>
    public static string Claude(int generation) => Installed(Path.Combine($"claude-code-{generation}", "node_modules", ".bin", "claude"), $"Claude Code {generation}");

    private static string Installed(string path, string what)
    {
        Assert.SkipWhen(Node.Length == 0, $"node is not installed; {HowTo}.");

        var full = Path.Combine(Environment.GetEnvironmentVariable("LAB_TEST_CLIENTS") ?? Path.Combine(Repository.Root, "obj", "clients"), path);
        Assert.SkipUnless(Path.Exists(full), $"{what} is not installed at {full}; {HowTo}.");
        return full;
    }

    private static string? Find(string command) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(d => Path.Combine(d, command))
        .FirstOrDefault(File.Exists);
}
