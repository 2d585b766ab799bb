using Lab.ApiEmulator.Errors;
using Lab.ApiEmulator.Pacing;
using Lab.ApiEmulator.Plans;
using Lab.ApiEmulator.Wire;

namespace Lab.ApiEmulator.Messages;

/// <summary>What every exchange uses.</summary>
internal sealed record Emulation(PlanBook Plans, PaceClock Pace, ApiHeaders Headers, ApiIds Ids, EmulatorTrace Trace, OpenConnections Connections, TimeProvider Clock);
