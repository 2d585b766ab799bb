using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Lab.TartStandIn.Home;

/// <summary>The write lock on a VM's config.json that means "running". The kernel lets go of it when its process dies, however it dies.</summary>
/// <remarks>It also lets go when its process closes any other descriptor of the file: the holder must not open config.json again.</remarks>
internal sealed class ConfigLock : IDisposable
{
    private readonly int _descriptor;

    private ConfigLock(int descriptor) => _descriptor = descriptor;

    /// <summary>Takes the lock; null when another process holds it.</summary>
    public static ConfigLock? TryTake(string file)
    {
        var descriptor = Open(file);
        var range = new Native.LockRange();
        if (Native.LockControl(descriptor, set: true, ref range) == 0)
        {
            return new ConfigLock(descriptor);
        }

        _ = Native.Close(descriptor);
        return null;
    }

    /// <summary>The process that holds the lock; null when none does.</summary>
    public static int? Holder(string file)
    {
        var descriptor = Open(file);
        var range = new Native.LockRange();
        var result = Native.LockControl(descriptor, set: false, ref range);
        _ = Native.Close(descriptor);
        return result == 0 && !range.IsFree ? range.Holder : null;
    }

    public void Dispose() => _ = Native.Close(_descriptor);

    private static int Open(string file)
    {
        var descriptor = Native.Open(file, Native.ReadWrite);
        return descriptor >= 0 ? descriptor : throw new IOException($"{file}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }
}
