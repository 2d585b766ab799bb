namespace Lab.Contracts;

/// <summary>What a softnet lets through beside its usual rules, as Tart's <c>--net-softnet-allow</c>, <c>-block</c> and <c>-expose</c> take it.</summary>
public sealed record SoftnetRules
{
    /// <summary>Networks that the machine may reach though they are private: addresses with a prefix length, such as <c>192.168.0.0/24</c>.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>Networks that it may not reach; an address with a prefix length each. What is both allowed and blocked goes by the longer prefix, and by the block where they are equal.</summary>
    public IReadOnlyList<string> Block { get; init; } = [];

    /// <summary>Ports of the host that lead into the machine, as <c>OUTSIDE:INSIDE</c>: <c>2222:22</c>.</summary>
    public IReadOnlyList<string> Expose { get; init; } = [];

    /// <summary>Whether two sets of rules say the same; lists are compared by what is in them.</summary>
    public bool Equals(SoftnetRules? other) =>
        other is not null && Allow.SequenceEqual(other.Allow) && Block.SequenceEqual(other.Block) && Expose.SequenceEqual(other.Expose);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Allow.Count, Block.Count, Expose.Count);

    /// <summary>The rules in words, for pages and errors.</summary>
    public override string ToString() => string.Join(", ", Said("allow", Allow).Concat(Said("block", Block)).Concat(Said("expose", Expose)) is var all && all.Any() ? all : ["the usual rules"]);

    private static IEnumerable<string> Said(string what, IReadOnlyList<string> items) => items.Count == 0 ? [] : [$"{what} {string.Join(' ', items)}"];
}
