namespace Lab.State;

/// <summary>Every key and channel of the lab in the store, under one prefix so that tests and labs can share a server.</summary>
public sealed class StoreKeys(string prefix)
{
    /// <summary>Sorted set: run ids by time of creation.</summary>
    public string Runs => $"{prefix}:runs";

    /// <summary>List: ids of runs that wait for the host.</summary>
    public string RunQueue => $"{prefix}:runs:queue";

    /// <summary>Lock: the coordinator that works on runs.</summary>
    public string CoordinatorLease => $"{prefix}:coordinator:lease";

    /// <summary>String: a run's document.</summary>
    public string Run(string runId) => $"{prefix}:run:{runId}";

    /// <summary>Hash: a run's trials by their number.</summary>
    public string Trials(string runId) => $"{prefix}:run:{runId}:trials";

    /// <summary>Hash: what must be undone on the host for a run, written before it is done.</summary>
    public string Undo(string runId) => $"{prefix}:run:{runId}:undo";

    /// <summary>List: a run's failed calls.</summary>
    public string Failures(string runId) => $"{prefix}:run:{runId}:failures";

    /// <summary>List: a run's observations.</summary>
    public string Observations(string runId) => $"{prefix}:run:{runId}:observations";

    /// <summary>Set: a run's kept traces.</summary>
    public string RunTraces(string runId) => $"{prefix}:run:{runId}:traces";

    /// <summary>Counter: requests sent for a run against a ceiling.</summary>
    public string Requests(string runId) => $"{prefix}:run:{runId}:requests";

    /// <summary>Counter: tokens taken for a run against a ceiling, those of requests under way included.</summary>
    public string Tokens(string runId) => $"{prefix}:run:{runId}:tokens";

    /// <summary>String that lapses: when the run's next request may be sent, in microseconds of the store's clock.</summary>
    public string Pace(string runId) => $"{prefix}:run:{runId}:pace";

    /// <summary>String: set once a trial's assignments are in the queue.</summary>
    public string Assigned(string trialId) => $"{prefix}:trial:{trialId}:assigned";

    /// <summary>Hash: a trial's results by assignment.</summary>
    public string Results(string trialId) => $"{prefix}:trial:{trialId}:results";

    /// <summary>Hash: assignments of a trial that were given out again because their worker was lost.</summary>
    public string Redelivered(string trialId) => $"{prefix}:trial:{trialId}:redelivered";

    /// <summary>String: a trial whose assignments nobody shall run any more.</summary>
    public string Withdrawn(string trialId) => $"{prefix}:trial:{trialId}:withdrawn";

    /// <summary>String: what the user has agreed to that runs may send to a target that costs money.</summary>
    public string Agreement(string target) => $"{prefix}:agreement:{target}";

    /// <summary>List: assignments that wait for a worker.</summary>
    public string Pending => $"{prefix}:load:pending";

    /// <summary>Set: workers that have taken assignments.</summary>
    public string Workers => $"{prefix}:load:workers";

    /// <summary>String that lapses: a worker's sign of life.</summary>
    public string WorkerAlive(string worker) => $"{prefix}:load:worker:{worker}:alive";

    /// <summary>List: assignments that a worker is running.</summary>
    public string Working(string worker) => $"{prefix}:load:worker:{worker}:working";

    /// <summary>Channel: assignments were added.</summary>
    public string LoadAdded => $"{prefix}:load:added";

    /// <summary>Channel: an assignment's result is there; the message is the trial's id.</summary>
    public string LoadDone => $"{prefix}:load:done";

    /// <summary>Channel: a trial was withdrawn; the message is its id.</summary>
    public string LoadWithdrawn => $"{prefix}:load:withdrawn";

    /// <summary>Sorted set: trace ids whose spans are wanted, by the time of asking.</summary>
    public string WantedTraces => $"{prefix}:traces:wanted";

    /// <summary>Hash: a trace's spans by the instance that made them.</summary>
    public string Trace(string traceId) => $"{prefix}:trace:{traceId}";

    /// <summary>List: the latest observations, of any run or none.</summary>
    public string RecentObservations => $"{prefix}:observations";
}
