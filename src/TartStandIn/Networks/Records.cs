using System.Text.Json;

namespace Lab.TartStandIn.Networks;

/// <summary>What was added for which machine, one file an interface, written before the interface is made.</summary>
internal sealed class Records(string directory, string space)
{
    /// <summary>Records of machines that run. Those of others, and torn ones, say nothing: what they named is taken away by its name.</summary>
    public IReadOnlyList<Attachment> Live() => [.. Files().Select(f => Written.TryRead<Attachment>(f)).OfType<Attachment>().Where(a => a.Space == space && a.Owner.IsRunning)];

    /// <summary>Whether there is a record of a machine that runs no more, or one that cannot be read.</summary>
    public bool HasDead() => Files().Any(f => Written.TryRead<Attachment>(f) is not { } a || (a.Space == space && !a.Owner.IsRunning));

    public async Task Write(Attachment attachment, CancellationToken stopped)
    {
        Directory.CreateDirectory(directory);
        await Written.Whole(FileOf(attachment), JsonSerializer.Serialize(attachment), stopped);
    }

    public void Delete(Attachment attachment) => File.Delete(FileOf(attachment));

    /// <summary>Clears away what <see cref="HasDead"/> speaks of.</summary>
    public void DeleteDead()
    {
        foreach (var file in Files().Concat(Drafts()))
        {
            if (Written.TryRead<Attachment>(file) is not { } read || (read.Space == space && !read.Owner.IsRunning))
            {
                File.Delete(file);
            }
        }
    }

    private string FileOf(Attachment attachment) => Path.Combine(directory, $"{attachment.Interface}.json");

    private string[] Files() => Directory.Exists(directory) ? Directory.GetFiles(directory, "*.json") : [];

    private string[] Drafts() => Directory.Exists(directory) ? Directory.GetFiles(directory, "*.draft") : [];
}
