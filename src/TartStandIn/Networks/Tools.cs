namespace Lab.TartStandIn.Networks;

/// <summary>Finds the host's tools, also where PATH leaves out the administrator's directories.</summary>
internal static class Tools
{
    public static string? Find(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Concat(["/usr/sbin", "/sbin"])
        .Where(d => d.Length > 0)
        .Select(d => Path.Combine(d, tool))
        .FirstOrDefault(File.Exists);
}
