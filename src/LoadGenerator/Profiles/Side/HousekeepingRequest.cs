namespace Lab.LoadGenerator.Profiles.Side;

/// <summary>A request that keeps a client's house: what it asks at its start, what it reports at its end.</summary>
/// <param name="Method">GET, HEAD or POST.</param>
/// <param name="Path">Path and query on the target.</param>
/// <param name="Body">The body; empty for none.</param>
internal sealed record HousekeepingRequest(string Method, string Path, string Body = "");
