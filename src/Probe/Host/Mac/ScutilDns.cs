namespace Lab.Probe.Host.Mac;

/// <summary><c>scutil --dns</c>: blocks of <c>resolver #n</c>; those with a domain serve that domain alone, and a second list serves sockets bound to an interface.</summary>
internal static class ScutilDns
{
    /// <summary>The name servers that are asked for any name, in order; null when the text is not scutil's.</summary>
    public static IReadOnlyList<string>? Parse(string text)
    {
        var sections = text.Split("DNS configuration (for scoped queries)", 2);
        if (!sections[0].Contains("DNS configuration", StringComparison.Ordinal) && !sections[0].Contains("No DNS configuration", StringComparison.Ordinal))
        {
            return null;
        }

        return
        [
            .. sections[0].Split("resolver #").Skip(1)
                .Select(block => block.Split('\n').Select(l => l.Split(" : ", 2, StringSplitOptions.TrimEntries)).Where(p => p.Length == 2).ToList())
                .Where(block => !block.Exists(p => p[0] == "domain"))
                .SelectMany(block => block.Where(p => p[0].StartsWith("nameserver[", StringComparison.Ordinal)).Select(p => p[1]))
                .Distinct(),
        ];
    }
}
