namespace Lab.Tests.Judges;

/// <summary>Tests that start the real command, or look for what it leaves, run one after another: each start takes a processor for a second, and the homes of all have one place.</summary>
internal static class RealClaude
{
    public const string Collection = "The real command";
}
