namespace Lab.LoadGenerator.Profiles;

/// <summary>The clients that sessions can imitate.</summary>
internal static class ClientProfiles
{
    public static IReadOnlyList<IClientProfile> All { get; } =
    [
        new BareClient(),
        new ClaudeCode2Client(),
        new ClaudeCode1Client(),
        new TypeScriptSdkClient(),
    ];

    /// <summary>The client of a name; null when there is none.</summary>
    public static IClientProfile? Find(string name) => All.FirstOrDefault(p => p.Name == name);
}
