namespace Lab.Probe.Host.Linux;

/// <summary>/etc/os-release: <c>PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"</c>.</summary>
internal static class OsRelease
{
    private const string Key = "PRETTY_NAME=";

    public static string PrettyName(string text) =>
        text.Split('\n').FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal))?[Key.Length..].Trim().Trim('"', '\'') ?? "Linux";
}
