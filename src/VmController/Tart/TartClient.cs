using System.Net;
using Lab.Shell;

namespace Lab.VmController.Tart;

/// <summary>The command line of Tart, typed. A call that fails returns its error; none throws for it, and each has one time limit.</summary>
/// <remarks>Names come after the options and were checked before: none can begin with a dash.</remarks>
internal sealed class TartClient(ICommandRunner runner, string path, TartEnvironment environment, VmControllerOptions options)
{
    private static readonly TimeSpan Question = TimeSpan.FromSeconds(10);

    public string Path => path;

    /// <summary>Where its machines and images are.</summary>
    public string Home =>
        environment.Home
        ?? (Environment.GetEnvironmentVariable("TART_HOME") is { Length: > 0 } home ? home : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".tart"));

    public async Task<(string? Version, TartError? Error)> Version(CancellationToken cancellation)
    {
        var (result, error) = await Call(Shorter(Question), cancellation, "--version");
        return (error is null ? result.Output.Trim() : null, error);
    }

    /// <summary>The truth about which machines there are and which run.</summary>
    public async Task<TartListing> List(CancellationToken cancellation)
    {
        var (result, error) = await Call(Shorter(Question), cancellation, "list", "--format", "json");
        return error is null ? TartListing.Parse(result.Output) : new TartListing(null, error);
    }

    /// <summary>The guest's system, <c>darwin</c> or <c>linux</c>; null where the answer does not say. It knows local VMs, not images.</summary>
    public async Task<(string? System, TartError? Error)> GuestSystem(string name, CancellationToken cancellation)
    {
        var (result, error) = await Call(Shorter(Question), cancellation, "get", "--format", "json", name);
        return (error is null ? TartConfig.SystemIn(result.Output, "OS") : null, error);
    }

    /// <summary>The command that downloads an image; it lasts as long as the download does.</summary>
    public Command PullCommand(string image) => new(path, ["pull", image]) { Environment = environment.Variables() };

    /// <summary>Silently replaces a VM of the new name: ask <see cref="List"/> first.</summary>
    public async Task<TartError?> Clone(string source, string name, CancellationToken cancellation) =>
        (await Call(options.CallLimit, cancellation, "clone", source, name)).Error;

    /// <summary>Always with a new MAC: an address leased to an earlier machine would otherwise be taken for this one's.</summary>
    public async Task<TartError?> Set(string name, int cpu, int memoryMiB, CancellationToken cancellation) =>
        (await Call(options.CallLimit, cancellation, "set", "--cpu", $"{cpu}", "--memory", $"{memoryMiB}", "--random-mac", name)).Error;

    /// <summary>The address; null with no error where the answer was empty, which means "not yet".</summary>
    public async Task<(IPAddress? Address, TartError? Error)> Ip(string name, string resolver, CancellationToken cancellation)
    {
        var (result, error) = await Call(Shorter(Question), cancellation, "ip", "--wait", "0", "--resolver", resolver, name);
        return (error is null && IPAddress.TryParse(result.Output.Trim(), out var address) ? address : null, error);
    }

    /// <summary>The address by the resolver of its network. A stand-in without the rights for a network of its own has no leases: there the guest is asked.</summary>
    /// <returns>The address; where there is none, why; and null twice where the guest answers and has none to give.</returns>
    public async Task<(IPAddress? Address, TartError? Error)> Ip(string name, NetworkMode network, bool isStandIn, CancellationToken cancellation)
    {
        var (address, error) = await Ip(name, network.Resolver, cancellation);
        if (address is not null || !isStandIn || error is not { Kind: TartErrorKind.NoAddress })
        {
            return (address, error ?? NoAddress(address));
        }

        // Tart's own agent may be missing, and then keeps a caller waiting for 10 s and more: only stand-ins are asked.
        var (told, agentError) = await Ip(name, "agent", cancellation);
        return told is not null ? (told, null)
            : IsUserMode(error.Text) && await Answers(name, cancellation) is null ? (null, null)
            : (null, IsUserMode(error.Text) && agentError is not null ? agentError : error);
    }

    /// <summary>Null once the guest answers.</summary>
    public async Task<TartError?> Answers(string name, CancellationToken cancellation) =>
        (await Call(Shorter(Question), cancellation, "exec", name, "true")).Error;

    /// <summary>Done when the machine was told to stop, not when it has stopped.</summary>
    public async Task<TartError?> Stop(string name, CancellationToken cancellation)
    {
        var seconds = Math.Max(1, (int)options.StopGrace.TotalSeconds);
        return (await Call(options.StopGrace + Shorter(Question), cancellation, "stop", "--timeout", $"{seconds}", name)).Error;
    }

    public async Task<TartError?> Delete(string name, CancellationToken cancellation) =>
        (await Call(options.CallLimit, cancellation, "delete", name)).Error;

    /// <summary>The command that is the machine; it lasts as long as the machine does.</summary>
    public Command RunCommand(string name, NetworkMode network) =>
        new(path, ["run", "--no-graphics", "--no-audio", "--no-clipboard", .. network.Flags, name]) { Environment = environment.Variables() };

    private static TartError? NoAddress(IPAddress? address) =>
        address is null ? TartErrors.FromText("", "'tart ip' gave no address.") with { Kind = TartErrorKind.NoAddress, Advice = TartErrors.NotYetAdvice } : null;

    private static bool IsUserMode(string text) => text.Contains("user-mode", StringComparison.OrdinalIgnoreCase);

    private TimeSpan Shorter(TimeSpan limit) => limit < options.CallLimit ? limit : options.CallLimit;

    private async Task<(CommandResult Result, TartError? Error)> Call(TimeSpan limit, CancellationToken cancellation, params string[] arguments)
    {
        var command = new Command(path, arguments) { Timeout = limit, Environment = environment.Variables() };
        var result = await runner.Run(command, cancellation);
        return (result, TartErrors.Read(command, result));
    }
}
