using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lab.TartStandIn.Networks;

/// <summary>Somebody else's rules that drop by default what our machines send: Docker's and ufw's do. They are not ours to change, so they are told.</summary>
internal static class ForeignRules
{
    /// <summary>A part of the description; empty where nothing was found or nothing could be seen.</summary>
    public static async Task<string> Warning(NetworkHost host, IReadOnlyList<Attachment> cables, CancellationToken stopped)
    {
        if (cables.All(c => c.Segment != Segment.Nat))
        {
            return "";
        }

        var result = await host.Try("nft", ["-j", "list", "chains"], stopped);
        var found = result.Succeeded ? Dropping(result.Output) : [];
        return found.Count == 0 ? "" : $"; but the host's own rules drop by default ({string.Join(", ", found)}): unless they make an exception, the machine does not get through";
    }

    /// <summary>Chains for input and forwarding whose policy is to drop, but for our own.</summary>
    public static IReadOnlyList<string> Dropping(string chains)
    {
        try
        {
            return [.. (JsonNode.Parse(chains)?["nftables"] as JsonArray ?? [])
                .Select(e => e?["chain"] as JsonObject)
                .OfType<JsonObject>()
                .Where(c => (string?)c["policy"] == "drop" && (string?)c["hook"] is "forward" or "input" && (string?)c["family"] is "ip" or "inet")
                .Select(c => $"{c["family"]} {c["table"]} {c["name"]}")];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
