using Lab.LoadGenerator.Budgets;
using Lab.LoadGenerator.Dialing;
using Lab.LoadGenerator.Spans;

namespace Lab.LoadGenerator.Sessions;

/// <summary>What all sessions of a worker share.</summary>
internal sealed record SessionParts(Dialer Dialer, RequestGate Gate, CallSpans Spans, Evidence Evidence, TimeProvider Clock);
