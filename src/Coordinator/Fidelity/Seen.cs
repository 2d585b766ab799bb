using System.Globalization;
using System.Text.RegularExpressions;
using Lab.Contracts;

namespace Lab.Coordinator.Fidelity;

/// <summary>What one session did, from the emulator's journal and, for what only the client knows, from its result.</summary>
/// <param name="Journal">All requests of the session, in their order.</param>
/// <param name="Calls">The calls of its result that were kept whole.</param>
/// <param name="IsOver">Whether it came to its end, and was not ended by the lab.</param>
/// <param name="TimeScale">What its waits were multiplied by.</param>
/// <param name="IsReal">Whether the real client was at work.</param>
internal sealed partial record Seen(IReadOnlyList<EmulatorRequest> Journal, IReadOnlyList<Call> Calls, bool IsOver, double TimeScale, bool IsReal)
{
    public const string Answered = "the answer";
    public const string Nothing = "(nothing)";

    private const string Separator = " · ";
    private const string AgentHeader = "x-claude-code-agent-id";

    /// <summary>As the client names itself on the wire: <c>claude-cli/2.1.330</c>.</summary>
    public string? Client => Journal.Select(r => ValueOf(r, "user-agent")).FirstOrDefault(v => v is not null)?.Split(' ')[0];

    private IReadOnlyList<EmulatorRequest> Own => [.. Journal.Where(r => MessagesPath().IsMatch(r.Line) && r.Tools > 0)];

    /// <summary>What it did at a point; null where that says nothing, or cannot be known.</summary>
    public Fact? At(string point, bool isRetried) => point switch
    {
        Points.Requests => isRetried ? null : Fact.Of(Own.Count),
        Points.Beside => isRetried ? null : Fact.Of(Journal.Count - Own.Count),
        Points.Connections => IsOver ? Fact.Of(Journal.Select(r => r.Connection).Distinct().Count()) : null,
        Points.AtOnce => isRetried ? null : Fact.Of(MostAtOnce()),
        Points.Streamed => Count(r => r.Stream == true),
        Points.Whole => Count(r => r.Stream == false),
        Points.Waits => Waits(),
        Points.Text => Text(),
        Points.FirstBody => First is { } first ? Fact.Of(first.BodyBytes) : null,
        Points.SubagentBody => Subagent is { } subagent ? Fact.Of(subagent.BodyBytes) : null,
        Points.Tools => First?.Tools is { } tools ? Fact.Of(tools) : null,
        Points.MaxTokens => First?.MaxTokens is { } most ? Fact.Of(most) : null,
        Points.WholeMaxTokens => Own.FirstOrDefault(r => r.Stream == false)?.MaxTokens is { } whole ? Fact.Of(whole) : null,
        Points.Model => First?.Model is { } model ? new Fact(model) : null,
        Points.Beta => First is { } beta && ValueOf(beta, "anthropic-beta") is { } value ? new Fact(value) : null,

        // The simulated client adds the trace to what it sends to the emulator.
        Points.Headers => First is { } head ? new Fact(string.Join(Separator, head.Headers.Select(h => h.Key).Where(k => k is not "traceparent" and not "tracestate"))) : null,
        _ => null,
    };

    private EmulatorRequest? First => Own.Count > 0 ? Own[0] : null;

    /// <summary>A subagent of claude-code 2 names itself; one of 1 is offered a tool less.</summary>
    private EmulatorRequest? Subagent => Own.FirstOrDefault(r => ValueOf(r, AgentHeader) is not null || r.Tools < First!.Tools);

    private Fact? Count(Func<EmulatorRequest, bool> which)
    {
        var count = Own.Count(which);
        return IsOver ? Fact.Of(count) : new Fact(string.Create(CultureInfo.InvariantCulture, $"{count} so far"));
    }

    /// <summary>The simulated client says how long it waited, in its own time; of the real one the journal shows what lay between two requests.</summary>
    private Fact? Waits()
    {
        var waits = IsReal
            ? Own.Skip(1).Zip(Own, (next, before) => (next.At - before.At - before.Duration).TotalSeconds)
            : Calls.Where(c => c.Purpose == CallPurpose.Turn).SelectMany(c => c.Attempts.Skip(1)).Select(a => a.WaitedBefore.TotalSeconds / TimeScale);
        double[] all = [.. waits.Select(w => Math.Max(0, w))];
        return all.Length == 0 ? null : new Fact(string.Join(Separator, all.Select(w => w.ToString("0.00", CultureInfo.InvariantCulture))), all);
    }

    private Fact? Text()
    {
        if (!IsOver)
        {
            return null;
        }

        var failed = Calls.FirstOrDefault(c => c is { Purpose: CallPurpose.Turn, Failure: not null });
        return new Fact(failed is null ? Answered : failed.WouldPrint.Count > 0 ? failed.WouldPrint[0].Text : Nothing);
    }

    private int MostAtOnce()
    {
        var most = 0;
        foreach (var request in Journal)
        {
            most = Math.Max(most, Journal.Count(r => r.At <= request.At && r.At + r.Duration > request.At));
        }

        return most;
    }

    private static string? ValueOf(EmulatorRequest request, string header) =>
        request.Headers.FirstOrDefault(h => string.Equals(h.Key, header, StringComparison.OrdinalIgnoreCase)).Value;

    [GeneratedRegex(@"^POST \S*/v1/messages(\?|\s|$)")]
    private static partial Regex MessagesPath();
}
