using Lab.Contracts;
using Lab.VmController.Preflight.Host;
using Lab.VmController.Tart;

namespace Lab.VmController.Preflight.Checks;

/// <summary>Does macOS allow as many guests? It runs two macOS guests at once, counted over the whole host; Linux guests are not counted.</summary>
internal sealed class GuestLimitCheck(ILocalHost host) : IPreflightCheck
{
    private const int Most = 2;
    private const string Guest = "com.apple.Virtualization.VirtualMachine";
    private const string Fix = "Take a Linux image, ask for fewer machines, or stop other VMs with macOS ('tart list', also those of other tools).";

    public string Name => "guest limit";

    public async Task<PreflightFinding?> Look(PreflightQuestion question, CancellationToken cancellation)
    {
        if (!question.IsTart)
        {
            return null;
        }

        var system = await SystemOf(question, cancellation);
        if (system == "linux")
        {
            return this.Fine($"'{question.Image.Full}' holds Linux, and macOS does not limit the number of Linux guests.");
        }

        var listing = await question.Machines;
        if (listing.Vms is null)
        {
            return this.Unknown($"Which VMs run is not known: {listing.Error!.Text}", listing.Error.Advice);
        }

        var running = listing.Vms.Where(v => v is { IsLocal: true, IsRunning: true }).ToList();
        var systems = await Task.WhenAll(running.Select(async v => (v.Name, (await question.Tart.GuestSystem(v.Name, cancellation)).System)));
        return Judge(question, system, [.. systems.Where(s => s.System != "linux").Select(s => s.Name)], await Unlisted(running.Count, cancellation));
    }

    private PreflightFinding Judge(PreflightQuestion question, string? system, IReadOnlyList<string> counted, int? unlisted)
    {
        var seen = $"macOS runs {Most} macOS guests at once. {(counted.Count == 0 ? "Tart runs none now" : $"Now run: {string.Join(", ", counted)}")}; {question.Set.Count} are asked for.";
        var fits = counted.Count + question.Set.Count <= Most;
        return (fits, system, unlisted) switch
        {
            (false, "darwin", _) => this.Fails(seen, Fix),
            (false, _, _) => this.Unknown($"Whether '{question.Image.Full}' holds macOS is not known before it is here. If it does, that is too many: {seen}", Fix),
            (true, _, null) => this.Unknown($"{seen} Whether VMs of other tools run besides is not known.", Fix),
            (true, _, > 0) when counted.Count + question.Set.Count + unlisted > Most => this.Warns($"{seen} {unlisted} more VM(s) run that 'tart list' does not show: if they hold macOS, that is too many.", Fix),
            _ => this.Fine(seen),
        };
    }

    /// <summary>The system in the image: of a local VM by the command line, of a pulled image by its configuration; null where it is not known.</summary>
    private async Task<string?> SystemOf(PreflightQuestion question, CancellationToken cancellation)
    {
        if (!question.Image.IsRemote)
        {
            return (await question.Tart.GuestSystem(question.Image.Full, cancellation)).System;
        }

        var file = TartConfig.FileOf(question.Tart.Home, question.Image);
        return host.Exists(file) ? TartConfig.SystemIn(host.Read(file), "os") : null;
    }

    /// <summary>How many VMs run of which Tart's list of this home says nothing; null where that cannot be counted.</summary>
    private async Task<int?> Unlisted(int listed, CancellationToken cancellation)
    {
        var found = await host.Ask(cancellation, "pgrep", "-f", Guest);
        return found switch
        {
            { Succeeded: true } => Math.Max(0, found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - listed),
            { ExitCode: 1 } when found.Error.Length == 0 => 0,
            _ => null,
        };
    }
}
