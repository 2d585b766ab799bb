namespace Lab.ServiceDefaults;

/// <summary>The names of the lab's activity sources and meters.</summary>
public static class LabSources
{
    /// <summary>A service's own source: <c>Lab.load-generator</c>.</summary>
    public static string For(string service) => $"Lab.{service}";
}
