using System.Net;

namespace Lab.TartStandIn.Networks;

/// <summary>A /24 for a bridge.</summary>
/// <param name="Start">Its first three numbers: <c>192.168.64</c>.</param>
internal readonly record struct Subnet(string Start)
{
    public const int FirstMachine = 2;
    public const int LastMachine = 254;

    /// <summary>Routes this wide are ways to everywhere (a VPN's 0.0.0.0/1, for one), and everything overlaps them.</summary>
    private const int Everywhere = 7;

    /// <summary>In the order in which they are tried: Tart's own drift from 64 upwards.</summary>
    private static readonly IReadOnlyList<string> Ranges = ["192.168", "172.30", "10.211"];

    public string Gateway => At(1);

    public string At(int number) => $"{Start}.{number}";

    public override string ToString() => $"{Start}.0/24";

    public static Subnet Of(string address) => new(address[..address.LastIndexOf('.')]);

    /// <summary>The first that overlaps nothing that the host reaches already.</summary>
    /// <exception cref="HostRefusedException">There is none.</exception>
    public static Subnet FirstFree(IReadOnlyList<IPNetwork> taken)
    {
        var narrow = taken.Where(t => t.PrefixLength > Everywhere).ToList();
        var free = Ranges
            .SelectMany(r => Enumerable.Range(64, 190).Select(n => new Subnet($"{r}.{n}")))
            .Where(s => !narrow.Any(s.Overlaps))
            .Take(1)
            .ToList();
        return free is [var first] ? first : throw new HostRefusedException("every subnet that the stand-in knows overlaps one of the host's routes");
    }

    /// <summary>The lowest address that nobody has; an address that the machine had before where it is still its.</summary>
    /// <exception cref="HostRefusedException">There is none.</exception>
    public string Give(string? before, IReadOnlySet<string> taken)
    {
        if (before is not null && Of(before) == this && !taken.Contains(before))
        {
            return before;
        }

        foreach (var number in Enumerable.Range(FirstMachine, LastMachine - FirstMachine + 1))
        {
            if (!taken.Contains(At(number)))
            {
                return At(number);
            }
        }

        throw new HostRefusedException($"all addresses of {this} are taken");
    }

    private bool Overlaps(IPNetwork other)
    {
        var own = new IPNetwork(IPAddress.Parse(At(0)), 24);
        return own.Contains(other.BaseAddress) || other.Contains(own.BaseAddress);
    }
}
