namespace Lab.LoadGenerator.Profiles;

/// <summary>What a client's headers depend on.</summary>
/// <param name="Authority">Host and port of the target.</param>
/// <param name="SessionId">The session, as it names itself.</param>
/// <param name="ApiKey">The value of <c>x-api-key</c>; null sends none.</param>
/// <param name="MayBeEncoded">Whether the client says which encodings it knows; the lab reads none of them, so a server that might use one is not told.</param>
/// <param name="IsWhole">Whether the reply is asked for in one piece.</param>
/// <param name="KeepsAlive">Whether the client means to use the connection again.</param>
/// <param name="Retry">Which retry it is; 0 for a first attempt.</param>
internal sealed record HeaderFacts(string Authority, string SessionId, string? ApiKey, bool MayBeEncoded, bool IsWhole = false, bool KeepsAlive = true, int Retry = 0)
{
    /// <summary>The subagent, as it names itself; null for the session itself.</summary>
    public string? Agent { get; init; }

    /// <summary>Whether a small model is asked beside the conversation.</summary>
    public bool IsSmallModel { get; init; }
}
