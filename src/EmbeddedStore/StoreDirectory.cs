using System.Globalization;

namespace Lab.EmbeddedStore;

/// <summary>A data directory that this process alone has, by a lock that the system takes back when the process ends, however it ends.</summary>
internal sealed class StoreDirectory : IDisposable
{
    private readonly FileStream _lock;

    private StoreDirectory(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    public string Path { get; }

    /// <exception cref="StoreInUseException">Another process has it.</exception>
    public static StoreDirectory Claim(string path)
    {
        Directory.CreateDirectory(path);

        // In a file of its own: a locked one cannot be read.
        var owner = System.IO.Path.Combine(path, "owner");
        FileStream @lock;
        try
        {
            @lock = new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            var holder = File.Exists(owner) ? $"process {File.ReadAllText(owner).Trim()}" : "another process";
            throw new StoreInUseException($"The lab's data in {path} is in use by {holder}. Stop that lab, or give this one another directory: --data DIR (the setting Lab:DataDirectory).", exception);
        }

        File.WriteAllText(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new StoreDirectory(path, @lock);
    }

    public void Dispose() => _lock.Dispose();
}

/// <summary>Another process has the data directory.</summary>
public sealed class StoreInUseException : Exception
{
    /// <summary>With the holder and the fix.</summary>
    public StoreInUseException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <summary>With the holder and the fix.</summary>
    public StoreInUseException(string message) : base(message)
    {
    }

    /// <summary>Without a text.</summary>
    public StoreInUseException()
    {
    }
}
