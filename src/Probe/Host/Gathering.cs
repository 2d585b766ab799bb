using Lab.Contracts;

namespace Lab.Probe.Host;

/// <summary>Gathers the parts of a snapshot; a part that cannot be had leaves the reason instead.</summary>
internal sealed class Gathering
{
    private readonly List<Unavailable> _unavailable = [];

    public IReadOnlyList<Unavailable> Unavailable => _unavailable;

    /// <summary>Takes a part; null where it could not be read or understood.</summary>
    /// <param name="what">One of <see cref="HostParts"/>.</param>
    /// <param name="source">The file or command that it comes from.</param>
    /// <param name="instead">What the user can run to see it.</param>
    /// <param name="read">Reads it; null says that the text was not understood.</param>
    public T? Take<T>(string what, string source, string? instead, Func<T?> read)
    {
        try
        {
            if (read() is { } value)
            {
                return value;
            }

            Miss(what, $"{source} holds nothing that could be understood", instead);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Miss(what, $"{source}: {exception.Message}", instead);
        }

        return default;
    }

    public void Miss(string what, string because, string? instead = null) => _unavailable.Add(new Unavailable(what, because, instead));
}
