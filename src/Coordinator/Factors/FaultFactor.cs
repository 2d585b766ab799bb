using Lab.Contracts;
using Lab.Coordinator.Experiments.Yaml;

namespace Lab.Coordinator.Factors;

/// <summary>A known fault that the emulator injects; one, or a list of them.</summary>
internal sealed class FaultFactor : IFactor
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static readonly Dictionary<string, Func<YamlMap, FaultSpec>> Kinds = new()
    {
        ["reset-before-headers"] = _ => new ResetBeforeHeaders(),
        ["close-before-headers"] = _ => new CloseBeforeHeaders(),
        ["cut-mid-stream"] = m => new CutMidStream { AfterEvents = m["after-events"].Whole(3, 0, 1_000_000), Reset = m["reset"].Flag(true) },
        ["stall"] = m => new Stall { AfterEvents = m["after-events"] is { IsThere: true } f ? f.Whole(0, 0, 1_000_000) : null, For = m["for"].Duration(TimeSpan.FromSeconds(60), TimeSpan.Zero, Hour) },
        ["rate-limit"] = m => new RateLimit { RetryAfter = m["retry-after"] is { IsThere: true } f ? f.Duration(TimeSpan.Zero, TimeSpan.Zero, Hour) : null },
        ["overload"] = _ => new Overload(),
        ["internal-error"] = _ => new InternalError(),
    };

    public string Name => "fault";

    public IEnumerable<IFactorSetting> Read(YamlField field) => [.. field.Items.Select(ReadOne).OfType<Setting>()];

    private static Setting? ReadOne(YamlField field)
    {
        var map = field.Map();
        var kindField = map["kind"];
        var kind = kindField.RequiredText("kind: reset-before-headers");
        var probability = map["probability"].Share(1);
        if (!Kinds.TryGetValue(kind, out var read))
        {
            if (kind.Length > 0)
            {
                kindField.Fault($"'{kind}' is not a fault of the emulator", $"write one of {string.Join(", ", Kinds.Keys)}");
            }

            return null;
        }

        var fault = read(map) with { Probability = probability };
        map.RefuseOthers();
        return new Setting(kind, fault);
    }

    private sealed record Setting(string Kind, FaultSpec Fault) : IFactorSetting
    {
        public string InWords => $"{Kind} in {Fault.Probability:0.##%} of requests";

        public bool NeedsEmulator => true;

        public TrialPlan Shape(TrialPlan plan) => plan with { Faults = [.. plan.Faults, Fault] };
    }
}
