namespace Lab.Probe.Host.Linux;

/// <summary>/etc/resolv.conf: lines of <c>nameserver 192.168.1.1</c>.</summary>
internal static class ResolvConf
{
    public static IReadOnlyList<string> Parse(string text) =>
    [
        .. text.Split('\n')
            .Select(l => l.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(w => w is ["nameserver", _, ..])
            .Select(w => w[1]),
    ];
}
