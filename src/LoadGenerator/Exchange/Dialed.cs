using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Exchange;

/// <summary>What came of dialling: a connection, or why there is none.</summary>
internal readonly record struct Dialed(Wire? Wire, Trouble? Trouble);
