using System.Diagnostics.CodeAnalysis;
using Lab.Contracts;
using Lab.LoadGenerator.Cli;
using Lab.LoadGenerator.Profiles;
using Lab.LoadGenerator.Sessions;

namespace Lab.LoadGenerator.Work;

/// <summary>Runs an assignment: its sessions one after another.</summary>
internal sealed class Lane(SessionParts parts, ClaudeSessions claude, Lateness lateness, LoadCounters counters, string worker, ILogger logger)
{
    /// <summary>Runs it to its end.</summary>
    /// <exception cref="OperationCanceledException">It was withdrawn, or the service stops: there is no result then, not half of one.</exception>
    public async Task<LaneEnd> Run(LoadAssignment assignment, CancellationToken cancellation)
    {
        var clock = parts.Clock;
        var startedAt = clock.GetUtcNow();
        var started = clock.GetTimestamp();
        var watch = lateness.Begin();

        // The sample has its own chance: it must not shift what sessions do.
        var tally = new LaneTally(SeededDraws.For(assignment.Seed, int.MaxValue - 1), counters);
        try
        {
            await RunSessions(assignment, tally, cancellation);
        }
        catch (Exception)
        {
            watch.End();
            throw;
        }

        var late = watch.End();
        var result = new LoadResult
        {
            AssignmentId = assignment.Id,
            RunId = assignment.RunId,
            TrialId = assignment.TrialId,
            Worker = worker,
            StartedAt = startedAt,
            Duration = clock.GetElapsedTime(started),
            Calls = tally.Calls,
            Failures = tally.FailedCount,
            NotMade = tally.NotMadeCount,
            AuxiliaryCalls = tally.AuxiliaryCalls,
            AuxiliaryFailures = tally.AuxiliaryFailures,
            Attempts = tally.Attempts,
            FirstEvent = tally.FirstEvent,
            Total = tally.Total,
            Stalls = tally.Stalls,
            Gaps = tally.Gaps,
            WorstLateness = late.Worst,
            Lateness = late,
            Sample = tally.Sample,
        };
        return new LaneEnd(assignment, result, tally.Failures, tally.FirstRefused);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A fault of our own must show as one, and must not leave the trial waiting for ever.")]
    private async Task RunSessions(LoadAssignment assignment, LaneTally tally, CancellationToken cancellation)
    {
        var planned = assignment.Sessions * assignment.Workload.CallsPerSession;
        try
        {
            if (assignment.Workload.Driver == LoadDriver.ClaudeCli)
            {
                await claude.Run(assignment, tally, cancellation);
                return;
            }

            var profile = ClientProfiles.Find(assignment.Workload.Client)
                ?? throw new InvalidOperationException($"the client '{assignment.Workload.Client}' is not known; use one of: {string.Join(", ", ClientProfiles.All.Select(p => p.Name))}");
            for (var number = 0; number < assignment.Sessions; number++)
            {
                await new Session(parts, assignment, number, profile, tally).Run(cancellation);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogError(exception, "Assignment {Assignment} could not be run to its end.", assignment.Id);
            tally.Refused(() => Broken(assignment, exception));
            tally.NotMade(planned - tally.Calls - tally.NotMadeCount);
        }
    }

    private Call Broken(LoadAssignment assignment, Exception exception) => new()
    {
        Id = $"{assignment.Id}/broken",
        RunId = assignment.RunId,
        TrialId = assignment.TrialId,
        Arm = assignment.Arm,
        SessionId = "",
        Turn = 0,
        StartedAt = parts.Clock.GetUtcNow(),
        Duration = TimeSpan.Zero,
        Attempts = [],
        Failure = new Failure(FailureLayer.Client, FailureKind.Other, null, $"The load-generator itself failed: {exception.Message}"),
        TraceId = System.Diagnostics.ActivityTraceId.CreateRandom().ToHexString(),
    };
}
