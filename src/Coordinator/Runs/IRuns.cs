using Lab.Contracts;

namespace Lab.Coordinator.Runs;

/// <summary>The runs of the lab, for the API and the pages.</summary>
public interface IRuns
{
    /// <summary>The latest runs, the newest first.</summary>
    Task<IReadOnlyList<RunView>> List(int most = 50);

    /// <summary>A run; null when there is none of that id.</summary>
    Task<RunView?> Find(string id);

    /// <summary>A run's trials in order, those to come included as far as the order is fixed.</summary>
    Task<IReadOnlyList<TrialView>> Trials(string id);

    /// <summary>A run's failed calls, in the order in which they came in.</summary>
    Task<IReadOnlyList<Call>> Failures(string id, int skip = 0, int? take = null);

    /// <summary>Queues a run.</summary>
    /// <exception cref="BadRunException">What was asked for cannot be run; it names every fault at once.</exception>
    /// <exception cref="ConsentNeededException">The user must first agree to what it may send to the real API.</exception>
    Task<RunView> Start(NewRun wanted, CancellationToken cancellation = default);

    /// <summary>Stops a run and undoes what it changed. Null when there is none of that id; a run that has ended stays as it is.</summary>
    Task<RunView?> Stop(string id);

    /// <summary>What happens in a run from now on, beginning with how it is; ends when the run has.</summary>
    IAsyncEnumerable<RunEvent> Watch(string id, CancellationToken cancellation = default);
}
