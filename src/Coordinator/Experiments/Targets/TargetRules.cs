using System.Net;
using Lab.Contracts;
using Lab.Coordinator.Experiments.Yaml;

namespace Lab.Coordinator.Experiments.Targets;

/// <summary>What the fields of a target must keep to together: nothing may be written that has no effect.</summary>
internal static class TargetRules
{
    public static void Check(TargetChoice choice, YamlMap map)
    {
        if (choice.Kind != TargetKind.Emulator && map["https"].IsThere)
        {
            map["https"].Fault("is for the emulator", choice.Kind == TargetKind.Url ? "write https:// or http:// in the URL itself" : "leave it out: the real API speaks HTTPS only");
        }

        if (choice.AsksEmulator && choice.Kind != TargetKind.Emulator)
        {
            map["resolver"].Fault("is the emulator's, which knows the emulator's name only", "write an address and port, or aim at the emulator");
        }
        else if (choice is { Resolver: not null, AsksEmulator: false, Kind: TargetKind.Emulator })
        {
            map["resolver"].Fault($"'{choice.Resolver}' does not know the emulator's name", "write 'resolver: emulator'");
        }
        else if (choice is { Resolver: not null, Url: { } url } && IPAddress.TryParse(url.Host.Trim('[', ']'), out _))
        {
            map["resolver"].Fault("would never be asked, since the URL holds an address and no name", "leave it out");
        }

        if (choice is { Resolver: not null, Proxy: not null })
        {
            map["resolver"].Fault("would never be asked, since names are resolved by the proxy", "leave one of the two out");
        }
    }
}
