using System.Text;
using System.Text.Json;
using Lab.TartStandIn.CommandLine;

namespace Lab.TartStandIn.Home;

/// <summary>One machine's files.</summary>
internal sealed class VmDirectory(string path)
{
    public const string ControlSocket = "control.sock";

    private const string NatureFile = "stand-in.txt";

    public string Path => path;

    public string Name => System.IO.Path.GetFileName(path);

    public bool Exists => Directory.Exists(path);

    /// <summary>Without its files a machine is not listed and does not start.</summary>
    public bool IsComplete => File.Exists(ConfigFile) && File.Exists(DiskFile) && File.Exists(System.IO.Path.Combine(path, "nvram.bin"));

    public string ConfigFile => System.IO.Path.Combine(path, "config.json");

    private string DiskFile => System.IO.Path.Combine(path, "disk.img");

    /// <summary>The process that runs it; null when none does.</summary>
    public int? Holder => ConfigLock.Holder(ConfigFile);

    public string State => Holder is null ? "stopped" : "running";

    public long DiskBytes => new FileInfo(DiskFile).Length;

    public DateTimeOffset Accessed => new(File.GetLastAccessTimeUtc(ConfigFile), TimeSpan.Zero);

    public void Fill(VmConfig config, long diskBytes)
    {
        WriteConfig(config);
        Resize(diskBytes);
        File.WriteAllBytes(System.IO.Path.Combine(path, "nvram.bin"), []);
    }

    public VmConfig ReadConfig()
    {
        RequireComplete();

        // No share mode: .NET would take flock's locks for it, which Tart does not.
        using var stream = new FileStream(ConfigFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        try
        {
            return VmConfig.Parse(reader.ReadToEnd());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or OverflowException or ArgumentException or NullReferenceException)
        {
            throw new RefusedException($"Error: config.json of VM \"{Name}\" cannot be read: {exception.Message}", 1);
        }
    }

    /// <summary>The kind of machine, or what keeps it from being known: a list must not fail for one machine.</summary>
    public string ReadKind()
    {
        try
        {
            return ReadConfig().StandIn ?? "no: made by Tart";
        }
        catch (Exception exception) when (exception is RefusedException or IOException or UnauthorizedAccessException)
        {
            return $"unknown: {exception.Message}";
        }
    }

    /// <summary>Written in place: a new file would leave a running machine's lock on the old one.</summary>
    public void WriteConfig(VmConfig config)
    {
        using var stream = new FileStream(ConfigFile, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

        // In one write and never cut off: who reads it meanwhile finds one configuration or the other. JSON may end in blanks.
        stream.Write(Encoding.UTF8.GetBytes(config.Write().PadRight((int)stream.Length)));
    }

    /// <summary>Sparse: it takes what its guest writes to it.</summary>
    public void Resize(long bytes)
    {
        using var stream = new FileStream(DiskFile, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        stream.SetLength(bytes);
    }

    /// <summary>What the machine was when it ran last; null when it never did.</summary>
    public string? ReadNature()
    {
        try
        {
            return File.ReadAllText(System.IO.Path.Combine(path, NatureFile));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public void WriteNature(string nature) => File.WriteAllText(System.IO.Path.Combine(path, NatureFile), nature);

    /// <exception cref="RefusedException">Some are missing.</exception>
    public void RequireComplete()
    {
        if (!IsComplete)
        {
            throw new RefusedException("VM is missing some of its files (config.json, disk.img or nvram.bin)", 1);
        }
    }

    /// <summary>A stand-in neither changes nor starts what it did not make.</summary>
    /// <exception cref="RefusedException">Somebody else made it.</exception>
    public void RequireOwn()
    {
        if (IsComplete && ReadConfig().StandIn is null)
        {
            throw new RefusedException($"Error: VM \"{Name}\" was made by Tart, and a stand-in does not touch it", 1);
        }
    }
}
