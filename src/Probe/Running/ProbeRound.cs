using System.Net;
using Lab.Contracts;
using Lab.Probe.Probes;
using Microsoft.Extensions.Options;

namespace Lab.Probe.Running;

/// <summary>Every probe that fits a target, once: the lookups first, then the rest at once on the addresses that they gave.</summary>
internal sealed class ProbeRound(IReadOnlyList<IProbe> probes, ProbeRunner runner, IOptions<ProbeOptions> options)
{
    public async Task<IReadOnlyList<ProbeReading>> Look(Uri target, CancellationToken cancellation)
    {
        var names = probes.Where(p => p.Scope == ProbeScope.Name && p.IsFor(target)).ToList();
        var lookups = IPAddress.TryParse(target.IdnHost.Trim('[', ']'), out var literal)
            ? []
            : names.SelectMany(_ => Families.All, (probe, family) => (Probe: probe, Attempt: new ProbeAttempt(target, family, null))).ToList();
        var answered = await Task.WhenAll(lookups.Select(l => runner.Run(l.Probe, l.Attempt, cancellation)));

        var addresses = literal is null ? lookups.SelectMany(l => l.Attempt.Answers).Distinct().ToList() : [literal];
        var dialled = probes.Where(p => p.Scope != ProbeScope.Name && p.IsFor(target)).SelectMany(
            probe => Among(addresses, probe.Scope),
            (probe, address) => runner.Run(probe, new ProbeAttempt(target, Families.Of(address), address), cancellation));

        return [.. answered, .. await Task.WhenAll(dialled)];
    }

    private IEnumerable<IPAddress> Among(List<IPAddress> addresses, ProbeScope scope) =>
        addresses.GroupBy(Families.Of).SelectMany(family => family.Take(scope == ProbeScope.FirstAddress ? 1 : options.Value.MaxAddresses));
}
