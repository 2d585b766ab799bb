using Lab.Contracts;
using Lab.Coordinator.Clients;
using Lab.Coordinator.Experiments.Targets;

namespace Lab.Coordinator.Runs;

/// <summary>Where a target is. The emulator's ports change when it restarts, so each trial asks anew.</summary>
internal static class TargetAddress
{
    private static readonly Uri RealApi = new("https://api.anthropic.com");

    /// <summary>What the probe looks at. Of the emulator it is the endpoint by which the lab commands it: at the one for sessions the probe would meet the faults itself, and use up what they count.</summary>
    public static Target ToWatch(TargetChoice choice, EmulatorClient emulator) => Of(choice, choice.Kind == TargetKind.Emulator ? emulator.Url : null);

    /// <summary>What a trial's sessions talk to.</summary>
    /// <param name="choice">The target.</param>
    /// <param name="emulator">The emulator's address for commands.</param>
    /// <param name="status">What the emulator says of itself; null for other targets.</param>
    /// <exception cref="ServiceCallException">The emulator does not serve what the target asks for.</exception>
    public static Target ForSessions(TargetChoice choice, Uri emulator, EmulatorStatus? status)
    {
        if (status is null)
        {
            return Of(choice, null) with { Resolver = choice.Resolver };
        }

        var url = choice.Https
            ? status.Https ?? throw new ServiceCallException("The api-emulator serves no HTTPS, which 'https: true' of the target asks for.")
            : status.Http ?? emulator;
        return Of(choice, choice.AsksEmulator ? Named(url) : url) with
        {
            Resolver = choice.AsksEmulator ? status.Resolver ?? throw new ServiceCallException("The api-emulator has no resolver, which 'resolver: emulator' of the target asks for.") : null,
            CaCertificate = choice.Https ? status.CaCertificate : null,
        };
    }

    private static Target Of(TargetChoice choice, Uri? emulator) => new()
    {
        Kind = choice.Kind,
        Url = emulator ?? choice.Url ?? RealApi,
        MaxRequests = choice.MaxRequests,
        MaxTokens = choice.MaxTokens,
        RequestsPerSecond = choice.RequestsPerSecond,
        Proxy = choice.Proxy,
    };

    /// <summary>By the one name that the emulator's resolver knows.</summary>
    private static Uri Named(Uri url) => new UriBuilder(url) { Host = EmulatorNames.Host }.Uri;
}
