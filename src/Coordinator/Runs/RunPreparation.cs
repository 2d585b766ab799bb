using System.Globalization;
using Lab.Contracts;
using Lab.Coordinator.Clients;
using Lab.Coordinator.Experiments;
using Lab.Coordinator.Machines;

namespace Lab.Coordinator.Runs;

/// <summary>Gets what a run's arms need before the first block: a download inside a trial would be a second thing that differs between arms.</summary>
internal sealed class RunPreparation(RunBook book, VmClient vms, StopRequests stops, TimeProvider clock, ILogger<RunPreparation> logger)
{
    /// <summary>Images of macOS have tens of gigabytes.</summary>
    public static readonly TimeSpan PullLimit = TimeSpan.FromHours(2);

    /// <summary>Machines by hand of an earlier life of the coordinator lapse within a minute.</summary>
    private static readonly TimeSpan LapseLimit = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>Does nothing where everything is here.</summary>
    /// <exception cref="GivenUpException">It could not be had.</exception>
    public async Task<RunDocument> Prepare(RunDocument run, Experiment experiment, CancellationToken cancellation)
    {
        var settings = VmRuns.SettingsOf(experiment);
        if (settings.Count == 0)
        {
            return run;
        }

        run = await WaitForLapse(run, cancellation);
        foreach (var setting in settings)
        {
            if ((await vms.Check(setting.Set, cancellation)).MissingImage is { } image)
            {
                run = await Pull(run, image, cancellation);
                if ((await vms.Check(setting.Set, cancellation)).MissingImage == image)
                {
                    throw new GivenUpException($"The image {image} was pulled, and the vm-controller still does not find it.");
                }
            }
        }

        return run.Preparing is null ? run : await book.Save(run with { Preparing = null });
    }

    private async Task<RunDocument> WaitForLapse(RunDocument run, CancellationToken cancellation)
    {
        var deadline = clock.GetUtcNow() + LapseLimit;
        while ((await vms.Find(VmNames.ByHand, cancellation)).Vms is [var left, ..])
        {
            if (clock.GetUtcNow() > deadline)
            {
                throw new GivenUpException($"{left.Name}, started by hand, is still there {LapseLimit.TotalMinutes:0} minutes after the run's turn came: it would be in every arm. Stop it on the page VMs.");
            }

            run = await Say(run, "waiting for machines by hand to be gone");
            await Task.Delay(Look, clock, cancellation);
        }

        return run;
    }

    private async Task<RunDocument> Pull(RunDocument run, string image, CancellationToken cancellation)
    {
        var begun = clock.GetUtcNow();
        var isOurs = (await vms.Images(cancellation)).Pulls.FirstOrDefault(p => p.Image == image) is not { State: PullState.Pulling };
        try
        {
            await vms.Pull(image, cancellation);
            while (true)
            {
                var pull = (await vms.Images(cancellation)).Pulls.FirstOrDefault(p => p.Image == image)
                    ?? throw new GivenUpException($"The pull of the image {image} is not known to the vm-controller any more.");
                switch (pull.State)
                {
                    case PullState.Done:
                        return await book.Save(run.WithScope($"The image {image} was pulled before the first block.") with { Preparing = null });
                    case PullState.Failed:
                        throw new GivenUpException($"The image {image} could not be pulled: {pull.Error} {pull.Advice}".TrimEnd());
                    case PullState.Stopped:
                        throw new GivenUpException($"The pull of the image {image} was stopped before it was here.");
                }

                if (clock.GetUtcNow() - begun > PullLimit)
                {
                    throw new GivenUpException($"The image {image} was not here after {PullLimit.TotalHours:0} hours of pulling{(pull.Says is { } says ? $"; the last that was said: {says}" : "")}.");
                }

                run = await Say(run, $"pulling {image}{(pull.Share is { } share ? $", {Math.Floor(share * 100).ToString(CultureInfo.InvariantCulture)} %" : "")}");
                await Task.Delay(Look, clock, cancellation);
            }
        }
        catch (Exception exception) when (isOurs && (exception is GivenUpException || stops.IsAsked(run.Id)))
        {
            await Withdraw(image);
            throw;
        }
    }

    /// <summary>A download that somebody else began goes on, and so does one of a coordinator that is only started anew.</summary>
    private async Task Withdraw(string image)
    {
        try
        {
            await vms.StopPull(image, CancellationToken.None);
        }
        catch (ServiceCallException exception)
        {
            logger.LogWarning("The pull of {Image} goes on: {Reason}", image, exception.Message);
        }
    }

    private async Task<RunDocument> Say(RunDocument run, string what) => run.Preparing == what ? run : await book.Save(run with { Preparing = what });
}
