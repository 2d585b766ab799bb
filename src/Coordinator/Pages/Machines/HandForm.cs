using System.Globalization;
using Lab.Contracts;
using Lab.Coordinator.Machines;

namespace Lab.Coordinator.Pages.Machines;

/// <summary>What somebody typed to get machines by hand.</summary>
public sealed class HandForm
{
    private static readonly char[] Between = [' ', ',', ';', '\t', '\r', '\n'];

    /// <summary>The image; empty for the default.</summary>
    public string Image { get; set; } = "";

    /// <summary>Processors.</summary>
    public string Cpu { get; set; } = "2";

    /// <summary>Memory in MiB.</summary>
    public string Memory { get; set; } = "2048";

    /// <summary>The kind of network: <c>nat</c>, <c>bridged</c>, <c>softnet</c>, <c>host</c> or <c>none</c>.</summary>
    public string Network { get; set; } = "nat";

    /// <summary>Of a bridged network.</summary>
    public string Interface { get; set; } = "";

    /// <summary>Of a softnet: networks, apart by spaces or commas.</summary>
    public string Allow { get; set; } = "";

    /// <summary>Of a softnet: networks, apart by spaces or commas.</summary>
    public string Block { get; set; } = "";

    /// <summary>Of a softnet: pairs of ports, apart by spaces or commas.</summary>
    public string Expose { get; set; } = "";

    /// <summary>How many.</summary>
    public string Count { get; set; } = "1";

    /// <summary>Minutes; empty for until they are stopped.</summary>
    public string Minutes { get; set; } = "10";

    /// <summary>The machines wanted; null where something typed cannot be taken, which is then among the faults.</summary>
    public HandWish? Read(ICollection<string> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);

        var wish = new HandWish
        {
            Count = Whole(Count, "How many", 1, VmSet.Most, faults),
            Minutes = Minutes.Length == 0 ? null : double.Parse(Minutes, CultureInfo.InvariantCulture),
            Spec = new VmSpec
            {
                Image = Image.Trim() is { Length: > 0 } image ? image : null,
                Cpu = Whole(Cpu, "Processors", 1, VmRules.MostCpus, faults),
                MemoryMiB = Whole(Memory, "Memory", VmRules.LeastMemoryMiB, VmRules.MostMemoryMiB, faults),
                Network = Network == "bridged" ? VmRules.Bridged + Interface.Trim() : Network,
                Softnet = Network == VmRules.Softnet && Rules() is var rules && rules != new SoftnetRules() ? rules : null,
            },
        };
        foreach (var fault in VmRules.Faults(wish.Set))
        {
            faults.Add(fault);
        }

        return faults.Count == 0 ? wish : null;
    }

    private SoftnetRules Rules() => new() { Allow = Items(Allow), Block = Items(Block), Expose = Items(Expose) };

    private static string[] Items(string typed) => typed.Split(Between, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What lies outside is noted, and the least is taken so that it is not noted twice.</summary>
    private static int Whole(string typed, string what, int least, int most, ICollection<string> faults)
    {
        if (int.TryParse(typed.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        faults.Add($"{what}: '{typed}' must be a whole number from {least} to {most}.");
        return least;
    }
}
