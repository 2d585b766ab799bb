using Lab.ApiEmulator.Errors;
using Lab.ApiEmulator.Pacing;
using Lab.ApiEmulator.Plans;

namespace Lab.ApiEmulator.Messages;

/// <summary>What every exchange uses.</summary>
internal sealed record Emulation(PlanBook Plans, PaceClock Pace, ApiHeaders Headers, ApiIds Ids, EmulatorTrace Trace, TimeProvider Clock);
