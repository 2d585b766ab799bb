namespace Lab.Coordinator.Runs;

/// <summary>What was asked for cannot be run.</summary>
public sealed class BadRunException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    /// <summary>Every fault: the input, the rule, the fix; with the line where it has one.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
