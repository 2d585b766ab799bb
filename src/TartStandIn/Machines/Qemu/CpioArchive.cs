using System.Globalization;
using System.Text;

namespace Lab.TartStandIn.Machines.Qemu;

/// <summary>Writes the format of an initramfs: "newc" cpio.</summary>
/// <remarks>Each entry: <c>070701</c> and 13 numbers of 8 hex digits, the name with a NUL, the contents; name and contents each padded to 4 bytes.</remarks>
internal sealed class CpioArchive(Stream stream)
{
    private const int DirectoryMode = 0x41ED;
    private const int LinkMode = 0xA1FF;
    private const int CharacterDeviceMode = 0x2180;
    private const int FileMode = 0x8000;

    private int _inode;
    private long _length;

    public void Directory(string name) => Add(name, DirectoryMode, []);

    public void Link(string name, string target) => Add(name, LinkMode, Encoding.UTF8.GetBytes(target));

    public void CharacterDevice(string name, int major, int minor) => Add(name, CharacterDeviceMode, [], major, minor);

    public void File(string name, byte[] contents, bool isExecutable) => Add(name, FileMode | (isExecutable ? 0x1ED : 0x1A4), contents);

    public void End() => Add("TRAILER!!!", 0, []);

    private void Add(string name, int mode, byte[] contents, int major = 0, int minor = 0)
    {
        var nameBytes = Encoding.UTF8.GetBytes($"{name}\0");
        int[] numbers = [++_inode, mode, 0, 0, 1, 0, contents.Length, 0, 0, major, minor, nameBytes.Length, 0];
        Write(Encoding.ASCII.GetBytes("070701" + string.Concat(numbers.Select(n => n.ToString("X8", CultureInfo.InvariantCulture)))));
        Write(nameBytes);
        Pad();
        Write(contents);
        Pad();
    }

    private void Write(byte[] bytes)
    {
        stream.Write(bytes);
        _length += bytes.Length;
    }

    private void Pad() => Write(new byte[(4 - (_length % 4)) % 4]);
}
