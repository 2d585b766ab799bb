using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Lab.Shell;

namespace Lab.LocalHosting;

/// <summary>An application's life: planned, started, shown, stopped.</summary>
internal sealed class LocalApplication(IReadOnlyList<IResource> resources, string configuration, LocalSettings settings)
{
    private static readonly TimeProvider Clock = TimeProvider.System;

    public async Task Run(CancellationToken cancellation)
    {
        using var signals = new StopSignals(cancellation);
        var console = HostConsole.OfThisProcess();
        var framework = $"net{Environment.Version.Major}.{Environment.Version.Minor}";
        var plan = await Plan.Make(resources, configuration, framework, new CommandRunner(Clock), signals.Stop);

        using var health = new HealthWait(Clock);
        var fleet = new Fleet(plan, settings, health, console, Clock);
        var board = new Board(fleet, resources, health, console);
        console.Expect(plan.Instances.Select(i => i.Name));
        console.Say($"Starting {string.Join(", ", plan.Instances.Select(i => i.Name))}.");
        try
        {
            await fleet.Start(signals.Stop);
            board.Show();
            Offer(board, console, signals);
            await fleet.AllEnded.WaitAsync(signals.Stop);
            throw new DistributedApplicationException("Every service has ended; nothing is left to host.");
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            // Asked to stop: an ordered end.
        }
        catch (DistributedApplicationException exception)
        {
            console.Problem(exception.Message);
            throw new DistributedApplicationException("The lab did not keep running; the reason is above.", exception);
        }
        finally
        {
            await fleet.Stop(signals.Now);
            console.Say("Stopped.");
        }
    }

    private void Offer(Board board, HostConsole console, StopSignals signals)
    {
        // Without a terminal nobody types, and an end of input would read like a wish to stop.
        if (!Console.IsInputRedirected)
        {
            var commands = resources.SelectMany(r => r.Annotations.OfType<ResourceCommandAnnotation>().Select(c => new OfferedCommand(r.Name, c))).ToList();
            var prompt = new Prompt(Console.In, console, commands, board.Refresh, signals.Request);
            new Thread(() => prompt.Run(signals.Stop).GetAwaiter().GetResult()) { IsBackground = true, Name = "prompt" }.Start();
        }
    }
}
