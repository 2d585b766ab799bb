namespace Lab.VmController.Backends;

/// <summary>Keeps two controllers from one data directory: each would take the other's machines for leftovers and delete them.</summary>
/// <remarks>The lock on the file dies with the process, so nothing stale is ever left.</remarks>
internal sealed class SoleUse(DataDirectory data) : IDisposable
{
    private readonly Lock _lock = new();
    private FileStream? _held;

    /// <summary>Why this controller may not act; null once it has the directory for itself.</summary>
    public string? Problem()
    {
        lock (_lock)
        {
            var file = Path.Combine(data.Root, "in-use");
            try
            {
                _held ??= new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                return null;
            }
            catch (IOException)
            {
                return $"Another vm-controller uses {data.Root}. Stop that lab, or give this one its own Lab:DataDirectory.";
            }
        }
    }

    public void Dispose() => _held?.Dispose();
}
