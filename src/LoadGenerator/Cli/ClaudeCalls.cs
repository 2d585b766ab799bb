using System.Diagnostics;
using Lab.Contracts;
using Lab.LoadGenerator.Work;

namespace Lab.LoadGenerator.Cli;

/// <summary>Turns what the command prints into calls and attempts, as far as they can be known from outside: no connection, no phase but the whole.</summary>
/// <remarks>What a small model is asked beside the conversation is not printed; the emulator's journal has it.</remarks>
internal sealed class ClaudeCalls(LoadAssignment assignment, int number, ClaudeCommand command, LaneTally tally, DateTimeOffset startedAt)
{
    private const string Main = "";
    private const int MostComplaint = 500;

    private readonly DateTimeOffset _startedAt = startedAt;
    private readonly Dictionary<string, DateTimeOffset> _waiting = new() { [Main] = startedAt };
    private readonly List<string> _subagents = [];
    private readonly HashSet<string> _answered = [];
    private readonly List<Attempt> _failed = [];
    private string? _printed;
    private DateTimeOffset _lastEvent = startedAt;

    /// <summary>Calls seen.</summary>
    public int Seen { get; private set; }

    /// <summary>Whether it came to its end by itself and said so.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>What it said outside its format: complaints, the beginning.</summary>
    public string Complaint { get; private set; } = "";

    private string SessionId { get; set; } = "";

    /// <summary>Takes a line.</summary>
    public void Read(string text, DateTimeOffset at)
    {
        switch (ClaudeLine.Read(text))
        {
            case ClaudeLine.Begins begins:
                SessionId = begins.SessionId;
                _waiting[Main] = at;
                break;

            case ClaudeLine.TriesAgain again:
                _failed.Add(Attempt(at, ClaudeFailures.Passing(again.Status, again.Error, command.Name, isShared: _waiting.Count > 1), again.Status, null));
                _lastEvent = at + again.Wait;
                return;

            case ClaudeLine.Answers answers:
                if (_answered.Add(answers.MessageId))
                {
                    Answered(Known(answers.Parent), answers.RequestId, at);
                }

                foreach (var subagent in answers.Starts)
                {
                    _waiting[Known(subagent)] = at;
                }

                break;

            case ClaudeLine.Prints prints:
                _printed = prints.Text;
                break;

            case ClaudeLine.Goes goes:
                // A subagent's last answer is not printed: it comes as the result of the tool that started it.
                foreach (var ended in goes.Results.Where(r => _subagents.Contains(r) && _waiting.ContainsKey(r)))
                {
                    Answered(ended, null, at);
                }

                _waiting[Known(goes.Parent)] = at;
                break;

            case ClaudeLine.Ends ends:
                HasEnded = true;
                Ended(ends, at);
                break;

            case ClaudeLine.Says says when Complaint.Length < MostComplaint:
                Complaint = $"{Complaint} {says.Text}".Trim();
                break;
        }

        _lastEvent = at;
    }

    private void Answered(string conversation, string? requestId, DateTimeOffset at)
    {
        var turn = ++Seen;
        var since = _waiting.Remove(conversation, out var began) ? began : at;
        var attempts = Taken(Attempt(at, null, 200, requestId));
        tally.Attempted(attempts.Count);
        if (tally.Succeeded(null, at - since) is { } place)
        {
            tally.Keep(place, Call(turn, conversation, since, at, attempts, null, []));
        }
    }

    private void Ended(ClaudeLine.Ends ends, DateTimeOffset at)
    {
        if (!ends.IsError && _printed is null && ends.Text is not null)
        {
            return;
        }

        var text = _printed ?? ends.Text;
        var failure = text is { Length: > 0 }
            ? ClaudeFailures.Final(text, ends.Status, command.Name)
            : new Failure(FailureLayer.Client, FailureKind.Other, null, $"{command.Name} ended without an answer and without a text ({ends.Subtype}).");
        var turn = ++Seen;
        var since = _waiting.Remove(Main, out var began) ? began : _startedAt;
        var call = Call(turn, Main, since, at, Taken(Attempt(at, failure, ends.Status, null)), failure, [new PrintedText(command.Name, text is { Length: > 0 } ? text : "(nothing)")]);

        tally.Attempted(call.Attempts.Count);

        // No trace context goes through the command: no service has spans of this call.
        tally.Failed(call, Task.FromResult<bool?>(false));
    }

    private IReadOnlyList<Attempt> Taken(Attempt last)
    {
        IReadOnlyList<Attempt> attempts = [.. _failed, last];
        _failed.Clear();
        return [.. attempts.Select((a, i) => a with { Number = i + 1 })];
    }

    private Attempt Attempt(DateTimeOffset at, Failure? failure, int? status, string? requestId) => new()
    {
        Number = 0,
        StartedAt = _lastEvent,
        Phases = new AttemptPhases { Total = at > _lastEvent ? at - _lastEvent : TimeSpan.Zero },
        Status = status,
        RequestId = requestId,
        Failure = failure,
    };

    /// <summary>The conversation of a tool use: the session's own, or a subagent's, numbered as they appear.</summary>
    private string Known(string? parent)
    {
        if (parent is not null && !_subagents.Contains(parent))
        {
            _subagents.Add(parent);
        }

        return parent ?? Main;
    }

    private Call Call(int turn, string conversation, DateTimeOffset since, DateTimeOffset at, IReadOnlyList<Attempt> attempts, Failure? failure, IReadOnlyList<PrintedText> printed) => new()
    {
        Id = $"{assignment.Id}/s{number}/{turn}",
        RunId = assignment.RunId,
        TrialId = assignment.TrialId,
        Arm = assignment.Arm,
        SessionId = SessionId,
        Subagent = conversation == Main ? null : _subagents.IndexOf(conversation) + 1,
        Turn = turn,
        StartedAt = since,
        Duration = at - since,
        Attempts = attempts,
        Failure = failure,
        WouldPrint = printed,
        TraceId = ActivityTraceId.CreateRandom().ToHexString(),
    };
}
