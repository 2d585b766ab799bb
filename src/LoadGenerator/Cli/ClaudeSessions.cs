using System.ComponentModel;
using System.Diagnostics;
using Lab.Contracts;
using Lab.LoadGenerator.Work;
using Microsoft.Extensions.Options;

namespace Lab.LoadGenerator.Cli;

/// <summary>Runs a lane's sessions with the real command, one after another.</summary>
internal sealed class ClaudeSessions(ClaudeFinder finder, IOptions<LoadGeneratorOptions> options, TimeProvider clock)
{
    /// <summary>Runs them to their end.</summary>
    /// <exception cref="OperationCanceledException">The lane was withdrawn; the command was killed.</exception>
    public async Task Run(LoadAssignment assignment, LaneTally tally, CancellationToken cancellation)
    {
        var planned = assignment.Workload.CallsPerSession;
        if (ClaudeRules.Faults(assignment) is { Count: > 0 } faults)
        {
            Refuse(assignment, tally, planned * assignment.Sessions, $"driver claude-cli cannot run this: {string.Join("; ", faults)}.");
            return;
        }

        var (command, otherwise) = await finder.Find(assignment.Workload.Client, cancellation);
        if (command is null)
        {
            Refuse(assignment, tally, planned * assignment.Sessions, otherwise);
            return;
        }

        for (var number = 0; number < assignment.Sessions; number++)
        {
            await RunOne(command, assignment, number, planned, tally, cancellation);
        }
    }

    private async Task RunOne(ClaudeCommand command, LoadAssignment assignment, int number, int planned, LaneTally tally, CancellationToken cancellation)
    {
        var calls = new ClaudeCalls(assignment, number, command, tally, clock.GetUtcNow());
        var limit = options.Value.ClaudeTimeLimit;
        using var patience = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        string? trouble = null;
        try
        {
            var code = await ClaudeProcess.Run(command, assignment, clock, calls.Read, either.Token);
            trouble = calls.HasEnded ? null : $"{command.Path} ended with exit code {code} before it had told how its session ended. It said: {(calls.Complaint.Length > 0 ? calls.Complaint : "nothing")}";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            trouble = $"{command.Path} did not end within the setting LoadGenerator:ClaudeTimeLimit ({limit.TotalSeconds:0} s) and was killed.";
        }
        catch (Win32Exception exception)
        {
            trouble = $"{command.Path} could not be started: {exception.Message}";
        }

        if (trouble is not null)
        {
            tally.Refused(() => NotMade(assignment, trouble));
        }

        tally.NotMade(Math.Max(0, planned - calls.Seen));
    }

    private void Refuse(LoadAssignment assignment, LaneTally tally, int planned, string reason)
    {
        tally.Refused(() => NotMade(assignment, reason));
        tally.NotMade(planned);
    }

    private Call NotMade(LoadAssignment assignment, string reason) => new()
    {
        Id = $"{assignment.Id}/claude",
        RunId = assignment.RunId,
        TrialId = assignment.TrialId,
        Arm = assignment.Arm,
        SessionId = "",
        Turn = 0,
        StartedAt = clock.GetUtcNow(),
        Duration = TimeSpan.Zero,
        Attempts = [],
        Failure = new Failure(FailureLayer.Client, FailureKind.Cancelled, null, reason),
        TraceId = ActivityTraceId.CreateRandom().ToHexString(),
    };
}
