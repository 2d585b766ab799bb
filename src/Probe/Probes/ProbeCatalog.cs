namespace Lab.Probe.Probes;

/// <summary>Every probe there is. To add one: a file beside this, and a line here.</summary>
internal static class ProbeCatalog
{
    public static IReadOnlyList<IProbe> All(LookupThreads lookups) =>
    [
        new DnsProbe(lookups),
        new RouteProbe(),
        new TcpProbe(),
        new TlsProbe(),
        new HttpProbe(),
    ];
}
