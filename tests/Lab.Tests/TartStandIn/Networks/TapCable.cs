using System.Runtime.InteropServices;
using System.Text;

namespace Lab.Tests.TartStandIn.Networks;

/// <summary>Holds a tap as QEMU would, and carries its frames to and from a tap in another namespace.</summary>
internal sealed class TapCable : IDisposable
{
    private const int ReadWrite = 2;
    private const uint SetInterface = 0x400454ca;
    private const short TapWithoutHeader = 0x1002;
    private const short Readable = 1;

    private readonly int[] _ends;
    private readonly Thread[] _carriers;
    private volatile bool _isCut;

    public TapCable(string space, string tap, string otherSpace, string otherTap)
    {
        _ends = [Open(space, tap), Open(otherSpace, otherTap)];
        _carriers = [new Thread(() => Carry(_ends[0], _ends[1])), new Thread(() => Carry(_ends[1], _ends[0]))];
        foreach (var carrier in _carriers)
        {
            carrier.IsBackground = true;
            carrier.Start();
        }
    }

    public void Dispose()
    {
        _isCut = true;
        foreach (var carrier in _carriers)
        {
            carrier.Join();
        }

        foreach (var end in _ends)
        {
            _ = Close(end);
        }
    }

    private static int Open(string space, string tap) => InSpace.Do(space, () =>
    {
        var request = new byte[40];
        Encoding.ASCII.GetBytes(tap, request);
        BitConverter.TryWriteBytes(request.AsSpan(16), TapWithoutHeader);
        var descriptor = OpenFile("/dev/net/tun", ReadWrite);
        Assert.True(descriptor >= 0 && Control(descriptor, SetInterface, request) == 0, $"{tap} could not be opened.");
        return descriptor;
    });

    private void Carry(int from, int to)
    {
        var frame = new byte[65536];
        while (!_isCut)
        {
            var wait = new Waiting { Descriptor = from, Events = Readable };
            if (Poll(ref wait, 1, 100) <= 0)
            {
                continue;
            }

            var length = Read(from, frame, frame.Length);
            if (length <= 0)
            {
                // The interface was taken away or is down; nothing more comes for now.
                Thread.Yield();
                continue;
            }

            _ = Write(to, frame, length);
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Waiting
    {
        public int Descriptor;
        public short Events;
        public short Seen;
    }

    [DllImport("libc", EntryPoint = "open", BestFitMapping = false)]
    private static extern int OpenFile(string path, int flags);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);

    [DllImport("libc", EntryPoint = "ioctl")]
    private static extern int Control(int descriptor, nuint request, byte[] argument);

    [DllImport("libc", EntryPoint = "poll")]
    private static extern int Poll(ref Waiting waiting, nuint count, int milliseconds);

    [DllImport("libc", EntryPoint = "read")]
    private static extern nint Read(int descriptor, byte[] buffer, nint length);

    [DllImport("libc", EntryPoint = "write")]
    private static extern nint Write(int descriptor, byte[] buffer, nint length);
}
