using Lab.Shell;

namespace Lab.Tests.VmController.Chaos;

/// <summary>What the host's network shows.</summary>
internal static class HostNetwork
{
    private static readonly IReadOnlyList<Command> Looks =
    [
        new("ip", "-o", "link"),
        new("ip", "-o", "address"),
        new("ip", "route", "show", "table", "all"),
        new("nft", "-s", "list", "ruleset"),
    ];

    /// <summary>The interfaces, addresses, routes and rules that name it, without what changes by itself.</summary>
    public static async Task<IReadOnlyList<string>> Naming(string? prefix)
    {
        if (prefix is null)
        {
            return [];
        }

        var lines = new List<string>();
        foreach (var look in Looks)
        {
            var result = await new CommandRunner(TimeProvider.System).Run(look, CancellationToken.None);
            lines.AddRange(result.Output.Split('\n').Where(l => l.Contains(prefix, StringComparison.Ordinal)).Select(Steady).Distinct());
        }

        return lines;
    }

    /// <summary>Interfaces are numbered as they come, and addresses have lifetimes.</summary>
    private static string Steady(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => !w.EndsWith("sec", StringComparison.Ordinal) && !(w.EndsWith(':') && w[..^1].All(char.IsAsciiDigit))));
}
