namespace Lab.LoadGenerator.Work;

/// <summary>The user's access to the real API.</summary>
internal sealed class AnthropicOptions
{
    /// <summary>The key. It goes into one header of requests to the real API, and nowhere else.</summary>
    public string? ApiKey { get; set; }
}
