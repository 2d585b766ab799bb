using Lab.Contracts;
using Lab.Coordinator.Experiments.Targets;
using Lab.Coordinator.Experiments.Yaml;

namespace Lab.Coordinator.Factors.Faults;

/// <summary>A known fault that the emulator injects; one, or a list of them.</summary>
internal sealed class FaultFactor : IFactor
{
    public string Name => "fault";

    public IEnumerable<IFactorSetting> Read(YamlField field) => [.. field.Items.Select(FaultReader.Read).OfType<FaultSpec>().Select(f => new Setting(f))];

    private sealed record Setting(FaultSpec Fault) : IFactorSetting
    {
        public string InWords => FaultWords.Of(Fault);

        public bool NeedsEmulator => true;

        public string? Unmet(TargetChoice target) => Fault switch
        {
            _ when FaultKinds.NeedsHttps(Fault) && !target.Https =>
                $"the fault '{FaultKinds.NameOf(Fault)}', which only sessions that speak HTTPS can meet: write 'target: {{ to: emulator, https: true }}'",
            _ when FaultKinds.NeedsResolver(Fault) && !target.AsksEmulator =>
                $"the fault '{FaultKinds.NameOf(Fault)}', which only sessions that ask the emulator's resolver can meet: write 'target: {{ to: emulator, resolver: emulator }}'",
            _ => null,
        };

        public TrialPlan Shape(TrialPlan plan) => plan with { Faults = [.. plan.Faults, Fault] };
    }
}
