using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Lab.TartStandIn.Networks;

/// <summary>The names that all additions of one TART_HOME to the host carry: whose they are can be told even where no record is left.</summary>
/// <remarks>An interface's name has at most 15 characters: <c>lab</c>, seven of the home's hash, a letter for what it is, an index.</remarks>
internal sealed partial class NetworkNames
{
    private const char Nat = 'n';
    private const char Host = 'h';
    private const char Port = 't';

    private readonly byte[] _hash;

    public NetworkNames(string home)
    {
        _hash = SHA256.HashData(Encoding.UTF8.GetBytes(Real(home)));
        Prefix = $"lab{Convert.ToHexStringLower(_hash)[..7]}";
    }

    /// <summary>What all names begin with; also the name of the tables of nftables.</summary>
    public string Prefix { get; }

    public string Bridge(Segment segment) => $"{Prefix}{(segment == Segment.Nat ? Nat : Host)}";

    /// <summary>A machine's end on the host.</summary>
    public string Tap(int index) => $"{Prefix}{Port}{index}";

    public bool IsMine(string name) =>
        name.Length > Prefix.Length && name.StartsWith(Prefix, StringComparison.Ordinal) && name[Prefix.Length] is Nat or Host or Port;

    /// <summary>The fe first keeps a tap from lending its address to a bridge that has none of its own: bridges take the lowest.</summary>
    public static string PortMac(string machineMac) => $"fe{machineMac[2..]}";

    /// <summary>A bridge with an address of its own keeps it when machines come and go.</summary>
    public string BridgeMac(Segment segment) =>
        $"02:{_hash[3]:x2}:{_hash[4]:x2}:{_hash[5]:x2}:{_hash[6]:x2}:{(segment == Segment.Nat ? 1 : 2):x2}";

    /// <summary>The segment's /64 of unique local addresses, as vmnet has one.</summary>
    public string LocalPrefix(Segment segment) =>
        $"fd{_hash[7]:x2}:{_hash[8]:x2}{_hash[9]:x2}:{_hash[10]:x2}{_hash[11]:x2}:{(segment == Segment.Nat ? 1 : 2)}::";

    /// <summary>Whether an interface is the NAT bridge of this or any other home.</summary>
    public static bool IsNatBridge(string name) => NatBridge().IsMatch(name);

    [GeneratedRegex(@"\Alab[0-9a-f]{7}n\z")]
    private static partial Regex NatBridge();

    /// <summary>One home has one hash, whichever links lead to it.</summary>
    private static string Real(string path)
    {
        if (OperatingSystem.IsWindows() || RealPath(path, 0) is not (not 0 and var found))
        {
            return Path.GetFullPath(path);
        }

        var real = Marshal.PtrToStringUTF8(found)!;
        Free(found);
        return real;
    }

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint RealPath(string path, nint none);

    [LibraryImport("libc", EntryPoint = "free")]
    private static partial void Free(nint memory);
}
