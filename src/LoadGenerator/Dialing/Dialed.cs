using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Dialing;

/// <summary>What came of dialling: a connection, or why there is none.</summary>
internal readonly record struct Dialed(Wire? Wire, Trouble? Trouble);
