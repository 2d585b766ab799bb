namespace Lab.Contracts;

/// <summary>An image or a local machine that others can be cloned from.</summary>
/// <param name="Name">Its name, or its reference in a registry.</param>
/// <param name="IsLocal">A local machine; else an image that was pulled.</param>
/// <param name="SizeBytes">What it takes on disk; null where that is not known.</param>
/// <param name="IsDefault">Whether a machine whose spec names none is cloned from it.</param>
public sealed record VmImage(string Name, bool IsLocal, long? SizeBytes, bool IsDefault);

/// <summary>How far the download of an image is.</summary>
public enum PullState
{
    /// <summary>Under way.</summary>
    Pulling,

    /// <summary>The image is here.</summary>
    Done,

    /// <summary>It failed; the pull says why.</summary>
    Failed,

    /// <summary>It was stopped.</summary>
    Stopped,
}

/// <summary>The download of an image.</summary>
public sealed record ImagePull
{
    /// <summary>The image's reference in its registry.</summary>
    public required string Image { get; init; }

    /// <summary>How far it is.</summary>
    public required PullState State { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it goes on.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The share that is here, 0 to 1; null where the command line does not say.</summary>
    public double? Share { get; init; }

    /// <summary>The last line that the command line printed.</summary>
    public string? Says { get; init; }

    /// <summary>What went wrong; null where nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>What the user can do about it.</summary>
    public string? Advice { get; init; }
}

/// <summary>The images that are here, and the downloads.</summary>
/// <param name="Images">Those that are here; null where the command line gave no usable answer.</param>
/// <param name="Pulls">The downloads under way and the last ones that ended, the newest first.</param>
/// <param name="CanPull">Whether what runs the machines downloads images at all.</param>
/// <param name="Problem">Why the images are not known; null where they are.</param>
public sealed record ImageList(IReadOnlyList<VmImage>? Images, IReadOnlyList<ImagePull> Pulls, bool CanPull, string? Problem);
