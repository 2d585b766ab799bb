using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Lab.TartStandIn.Home;

/// <summary>The lock on TART_HOME that clone and run take, one after the other. Like Tart's it waits for ever, without a word.</summary>
internal sealed class HomeLock : IDisposable
{
    private readonly int _descriptor;

    private HomeLock(int descriptor) => _descriptor = descriptor;

    public static HomeLock Take(string directory)
    {
        var descriptor = Native.Open(directory, 0);
        if (descriptor < 0 || Native.Flock(descriptor, Native.LockExclusive) != 0)
        {
            throw new IOException($"{directory}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }

        return new HomeLock(descriptor);
    }

    public void Dispose() => _ = Native.Close(_descriptor);
}
