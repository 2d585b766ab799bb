namespace Lab.LoadGenerator.Profiles;

/// <summary>The clients that sessions can imitate.</summary>
internal static class ClientProfiles
{
    public static IReadOnlyList<IClientProfile> All { get; } =
    [
        new BareClient(),
    ];

    /// <summary>The client of a name; null when there is none.</summary>
    public static IClientProfile? Find(string name) => All.FirstOrDefault(p => p.Name == name);
}
