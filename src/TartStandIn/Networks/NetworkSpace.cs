namespace Lab.TartStandIn.Networks;

/// <summary>Where all homes of one network namespace meet: what is the host's and not a home's is kept there.</summary>
internal static class NetworkSpace
{
    private const string Root = "/run/lab-standin";

    /// <summary>Cleared by every start of the host, as the host's network is.</summary>
    public static string Current => Path.Combine(Root, new string([.. (new FileInfo("/proc/self/ns/net").LinkTarget ?? "net").Where(char.IsAsciiLetterOrDigit)]));
}
