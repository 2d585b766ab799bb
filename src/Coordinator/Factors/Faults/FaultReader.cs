using System.Net;
using System.Text.Json;
using Lab.Contracts;
using Lab.Coordinator.Experiments.Yaml;

namespace Lab.Coordinator.Factors.Faults;

/// <summary>Reads a fault of any kind: its own fields, its chance, its onset and its scope.</summary>
internal static class FaultReader
{
    private const int MostEvents = 1_000_000;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    /// <summary>Parts of a scope that are known of requests only.</summary>
    private static readonly string[] OfRequests = ["sessions", "connection-age", "body-bytes"];

    /// <summary>Kinds with fields of their own; the others have none.</summary>
    private static readonly Dictionary<string, Func<FaultSpec, YamlMap, FaultSpec>> Fields = new()
    {
        ["cut-mid-stream"] = Of<CutMidStream>((f, m) => f with { AfterEvents = Events(m, f.AfterEvents), Reset = m["reset"].Flag(f.Reset) }),
        ["stall"] = Of<Stall>((f, m) => f with { AfterEvents = m["after-events"].IsThere ? Events(m, 0) : null, For = Time(m["for"], f.For), Pings = m["pings"] is { IsThere: true } p ? p.Duration(Hour, Millisecond, Hour) : null }),
        ["slow-headers"] = Of<SlowHeaders>((f, m) => f with { Over = Time(m["over"], f.Over) }),
        ["trickle"] = Of<Trickle>((f, m) => f with { BytesPerSecond = m["bytes-per-second"].Size(f.BytesPerSecond, 1, 1_000_000_000) }),
        ["rate-limit"] = Of<RateLimit>((f, m) => f with { RetryAfter = m["retry-after"] is { IsThere: true } r ? Time(r, default) : null }),
        ["error-event"] = Of<ErrorEvent>((f, m) => f with { AfterEvents = Events(m, f.AfterEvents), Type = m["type"] is { IsThere: true } t ? t.RequiredText("type: overloaded_error") : f.Type }),
        ["malformed-stream"] = Of<MalformedStream>((f, m) => f with { AfterEvents = Events(m, f.AfterEvents) }),
        ["no-message-stop"] = Of<NoMessageStop>((f, m) => f with { AfterEvents = Events(m, f.AfterEvents) }),
        ["drop-large-body"] = Of<DropLargeBody>((f, m) => f with { Above = m["above"].Size(f.Above, 0, 100_000_000) }),
        ["refuse"] = Of<Refuse>((f, m) => f with { Slot = m["slot"].Duration(f.Slot, Millisecond, Hour) }),
        ["idle-close"] = Of<IdleClose>((f, m) => f with { After = Time(m["after"], f.After), Hint = m["hint"].Flag(f.Hint), Race = m["race"].Flag(f.Race) }),
        ["idle-drop"] = Of<IdleDrop>((f, m) => f with { After = Time(m["after"], f.After) }),
        ["connection-limit"] = Of<ConnectionLimit>((f, m) => f with { Most = m["most"].Whole(f.Most, 1, 100_000), By = m["by"].Choice(f.By, Enum.GetValues<LimitBy>().ToDictionary(Words.Kebab)) }),
        ["slow-link"] = Of<SlowLink>((f, m) => f with { Latency = Time(m["latency"], f.Latency), BytesPerSecond = m["bytes-per-second"] is { IsThere: true } b ? b.Size(1L, 1, 10_000_000_000) : null }),
        ["dns-slow"] = Of<DnsSlow>((f, m) => f with { By = Time(m["by"], f.By) }),
        ["dns-wrong-address"] = Of<DnsWrongAddress>((f, m) => f with { Address = Loopback(m["address"], f.Address) }),
    };

    /// <summary>Null where the kind is not known; that is noted.</summary>
    public static FaultSpec? Read(YamlField field)
    {
        var map = field.Map();
        var kindField = map["kind"];
        var kind = kindField.RequiredText("kind: reset-before-headers");
        if (!FaultKinds.All.Contains(kind))
        {
            if (kind.Length > 0)
            {
                kindField.Fault($"'{kind}' is not a fault of the emulator{Nearest(kind)}", $"write one of {string.Join(", ", FaultKinds.All)}");
            }

            return null;
        }

        // By its discriminator alone, a kind has the values that it usually has.
        var usual = JsonSerializer.Deserialize<FaultSpec>($$"""{"kind":"{{kind}}"}""", LabJson.Options)!;
        var fault = Fields.TryGetValue(kind, out var read) ? read(usual, map) : usual;
        fault = fault with { Probability = map["probability"].Share(1), Onset = ReadOnset(map["onset"]), Scope = ReadScope(map["scope"], fault) };
        map.RefuseOthers();
        return fault;
    }

    private static Func<FaultSpec, YamlMap, FaultSpec> Of<T>(Func<T, YamlMap, FaultSpec> read) where T : FaultSpec => (usual, map) => read((T)usual, map);

    private static FaultOnset? ReadOnset(YamlField field)
    {
        if (!field.IsThere)
        {
            return null;
        }

        var map = field.Map();
        var onset = new FaultOnset
        {
            After = map["after"] is { IsThere: true } after ? Time(after, default) : null,
            Until = map["until"] is { IsThere: true } until ? Time(until, Hour) : null,
            AfterRequests = map["after-requests"] is { IsThere: true } requests ? requests.Whole(0, 0, 1_000_000) : null,
        };
        map.RefuseOthers();
        if (onset is { After: { } from, Until: { } to } && to <= from)
        {
            map["until"].Fault($"is {Quantities.Text(to)}, which is not later than after ({Quantities.Text(from)}): the fault would never strike", $"write a time above {Quantities.Text(from)}; both count from the start of the trial");
        }

        return onset;
    }

    private static FaultScope? ReadScope(YamlField field, FaultSpec fault)
    {
        if (!field.IsThere)
        {
            return null;
        }

        var map = field.Map();
        var scope = new FaultScope
        {
            Sessions = map["sessions"] is { IsThere: true } sessions ? sessions.Share(1) : null,
            ConnectionAge = map["connection-age"] is { IsThere: true } age ? Time(age, default) : null,
            BodyBytes = map["body-bytes"] is { IsThere: true } bytes ? bytes.Size(0L, 0, 1_000_000_000) : null,
            OpenConnections = map["open-connections"] is { IsThere: true } open ? open.Whole(1, 1, 100_000) : null,
        };
        map.RefuseOthers();
        foreach (var name in OfRequests.Where(n => map[n].IsThere && !FaultWords.StrikesRequests(fault)))
        {
            map[name].Fault($"is known of requests only, and '{FaultKinds.NameOf(fault)}' strikes {FaultWords.Victims(fault)}", "leave it out, or take a fault that strikes requests");
        }

        return scope;
    }

    private static int Events(YamlMap map, int usual) => map["after-events"].Whole(usual, 0, MostEvents);

    private static TimeSpan Time(YamlField field, TimeSpan usual) => field.Duration(usual, TimeSpan.Zero, Hour);

    private static string Loopback(YamlField field, string usual)
    {
        var text = field.Text(usual);
        if (IPAddress.TryParse(text, out var address) && IPAddress.IsLoopback(address))
        {
            return text;
        }

        field.Fault($"'{text}' is not a loopback address, and no stranger may be called", $"write for example '{usual}'");
        return usual;
    }

    private static string Nearest(string kind) =>
        FaultKinds.All.MinBy(k => Spelling.Distance(kind, k)) is { } nearest && Spelling.Distance(kind, nearest) <= Math.Max(2, kind.Length / 3) ? $"; did you mean '{nearest}'?" : "";
}
