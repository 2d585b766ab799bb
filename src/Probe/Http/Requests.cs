using Lab.Contracts;

namespace Lab.Probe.Http;

/// <summary>A body of <c>POST /observations</c> as it came; its words are checked, so that every fault is told at once.</summary>
internal sealed record ObserveBody(string? Moment, string? Target, string? RunId, string? TrialId)
{
    public ObserveRequest? Check(Faults faults)
    {
        var moment = Enum.GetValues<ObservationMoment>().Where(m => Words.Kebab(m) == Moment).Cast<ObservationMoment?>().FirstOrDefault();
        if (moment is null)
        {
            faults.Add("moment", $"{(Moment is null ? "It is missing" : $"'{Moment}' is not a moment")}: give one of {string.Join(", ", Words.All<ObservationMoment>())}.");
        }

        var target = Target is null ? null : Rules.Target(faults, Target);
        Rules.Id(faults, "runId", RunId, isNeeded: false);
        Rules.Id(faults, "trialId", TrialId, isNeeded: false);
        return faults.Any ? null : new ObserveRequest(moment!.Value, target, RunId, TrialId);
    }
}

/// <summary>A body of <c>PUT /watch</c> as it came.</summary>
internal sealed record WatchBody(string? RunId, string? Target, double? Interval, double? Lease)
{
    private const double ShortestInterval = 0.2;
    private const double Longest = 3600;

    public WatchRequest? Check(Faults faults)
    {
        Rules.Id(faults, "runId", RunId, isNeeded: true);
        var target = Rules.Target(faults, Target);
        if (Interval is not (>= ShortestInterval and <= Longest))
        {
            faults.Add("interval", $"{Said(Interval, "an interval")}: give {ShortestInterval} to {Longest} seconds.");
        }

        if (Lease is not (>= 1 and <= Longest) || Lease < Interval)
        {
            faults.Add("lease", $"{Said(Lease, "a lease")}: give 1 to {Longest} seconds, and no less than the interval.");
        }

        return faults.Any ? null : new WatchRequest(RunId!, target!, TimeSpan.FromSeconds(Interval!.Value), TimeSpan.FromSeconds(Lease!.Value));
    }

    private static string Said(double? value, string what) => value is { } number ? $"{number} is not {what}" : "It is missing";
}
