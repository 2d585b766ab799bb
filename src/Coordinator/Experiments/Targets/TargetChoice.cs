using Lab.Contracts;

namespace Lab.Coordinator.Experiments.Targets;

/// <summary>A target as a definition names it, and the way there; its address is looked up for each trial.</summary>
internal sealed record TargetChoice
{
    /// <summary>What <see cref="Resolver"/> holds for the emulator's own resolver.</summary>
    public const string OfTheEmulator = "emulator";

    public required TargetKind Kind { get; init; }

    /// <summary>Of a target by URL.</summary>
    public Uri? Url { get; init; }

    /// <summary>Whether sessions speak HTTPS to the emulator.</summary>
    public bool Https { get; init; }

    /// <summary><c>emulator</c>, or address and port; null asks the system's.</summary>
    public string? Resolver { get; init; }

    public Uri? Proxy { get; init; }

    public long? MaxRequests { get; init; }

    public long? MaxTokens { get; init; }

    public double? RequestsPerSecond { get; init; }

    /// <summary>As a definition writes it, without the way there.</summary>
    public string InWords => Kind == TargetKind.Url ? Url!.ToString().TrimEnd('/') : Words.Kebab(Kind);

    /// <summary>Whether sessions ask the lab's resolver.</summary>
    public bool AsksEmulator => Resolver == OfTheEmulator;
}
