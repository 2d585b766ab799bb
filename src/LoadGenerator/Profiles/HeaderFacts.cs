namespace Lab.LoadGenerator.Profiles;

/// <summary>What a client's headers depend on.</summary>
/// <param name="Authority">Host and port of the target.</param>
/// <param name="SessionId">The session, as it names itself.</param>
/// <param name="ApiKey">The value of <c>x-api-key</c>; null sends none.</param>
/// <param name="MayBeEncoded">Whether the client says which encodings it knows; the lab reads none of them, so a server that might use one is not told.</param>
internal sealed record HeaderFacts(string Authority, string SessionId, string? ApiKey, bool MayBeEncoded);
