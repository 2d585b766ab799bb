using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Machines.Qemu;

/// <summary>Written before QEMU starts: the id that its command line will carry. The file is locked for as long as this process lives, so an unlocked one tells of an orphan.</summary>
/// <remarks>It lies in the home and not in the machine's directory, which a clone may replace while the machine runs.</remarks>
internal sealed class RunRecord : IDisposable
{
    private readonly string _path;
    private readonly FileStream _held;

    private RunRecord(Guid id, string path, FileStream held) => (Id, _path, _held) = (id, path, held);

    public Guid Id { get; }

    public static RunRecord Write(TartHome home)
    {
        var id = Guid.NewGuid();
        var path = Path.Combine(home.Running, $"{id}");

        // Locked before it is where a sweep looks.
        var made = Path.Combine(home.Staging, $"{id}");
        var held = new FileStream(made, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        File.Move(made, path);
        return new RunRecord(id, path, held);
    }

    public void Dispose()
    {
        File.Delete(_path);
        _held.Dispose();
    }
}
