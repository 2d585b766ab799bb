using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lab.TartStandIn.Home;

/// <summary>A machine's config.json: Tart's keys, and one that marks it as a stand-in's.</summary>
internal sealed record VmConfig
{
    public const string Mark = "standIn";

    public required int Cpu { get; init; }

    public required int CpuMin { get; init; }

    public required long MemoryBytes { get; init; }

    public required long MemoryBytesMin { get; init; }

    public string Display { get; init; } = "1024x768";

    public string Mac { get; init; } = RandomMac();

    /// <summary>The kind of machine, fixed when it is made; null where Tart itself made it.</summary>
    public required string? StandIn { get; init; }

    public static string RandomMac()
    {
        // Locally administered, unicast.
        var bytes = RandomNumberGenerator.GetBytes(6);
        bytes[0] = (byte)((bytes[0] & 0xFC) | 0x02);
        return string.Join(':', bytes.Select(b => b.ToString("x2")));
    }

    /// <exception cref="JsonException">It is no configuration; other exceptions of the reader say the same.</exception>
    public static VmConfig Parse(string text)
    {
        var json = JsonNode.Parse(text)?.AsObject() ?? throw new JsonException("it is null");
        var display = json["display"];
        return new VmConfig
        {
            Cpu = (int)Needed("cpuCount"),
            CpuMin = (int)Needed("cpuCountMin"),
            MemoryBytes = (long)Needed("memorySize"),
            MemoryBytesMin = (long)Needed("memorySizeMin"),
            Display = display is null ? "1024x768" : $"{display["width"]}x{display["height"]}",
            Mac = (string)Needed("macAddress")!,
            StandIn = (string?)json[Mark],
        };

        JsonNode Needed(string key) => json[key] ?? throw new JsonException($"it has no '{key}'");
    }

    public string Write()
    {
        var size = Display.Split('x');
        return new JsonObject
        {
            ["version"] = 1,
            [Mark] = StandIn,
            ["os"] = "linux",
            ["arch"] = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
            ["cpuCount"] = Cpu,
            ["cpuCountMin"] = CpuMin,
            ["memorySize"] = MemoryBytes,
            ["memorySizeMin"] = MemoryBytesMin,
            ["macAddress"] = Mac,
            ["display"] = new JsonObject { ["width"] = int.Parse(size[0]), ["height"] = int.Parse(size[1]) },
        }.ToJsonString();
    }
}
