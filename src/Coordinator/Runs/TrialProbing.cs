using Lab.Contracts;
using Lab.Coordinator.Clients;

namespace Lab.Coordinator.Runs;

/// <summary>Has the probe look before and after a trial. A probe that is away spoils no trial; the run says how often it was.</summary>
internal sealed class TrialProbing(ProbeClient probe, ILogger<TrialProbing> logger)
{
    private int _missed;

    /// <summary>Looks that were asked for and not had since the count was last taken.</summary>
    public int TakeMissed() => Interlocked.Exchange(ref _missed, 0);

    public async Task Observe(RunDocument run, TrialDocument trial, ObservationMoment moment, CancellationToken cancellation)
    {
        try
        {
            await probe.Observe(new ObserveRequest(moment, run.Target.Url, run.Id, trial.Id), cancellation);
        }
        catch (ServiceCallException exception)
        {
            Interlocked.Increment(ref _missed);
            logger.LogWarning("No observation {Moment} trial {Trial}: {Reason}", moment, trial.Id, exception.Message);
        }
    }
}
