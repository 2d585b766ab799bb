using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Sessions;

namespace Lab.LoadGenerator.Profiles;

/// <summary>A client that sessions imitate: what its requests look like, how it keeps connections, when it tries again, and what a session does.</summary>
internal interface IClientProfile
{
    /// <summary>The name in a workload.</summary>
    string Name { get; }

    /// <summary>How it sets sockets up and how long it keeps them.</summary>
    SocketHabits Sockets { get; }

    /// <summary>How long it waits in each phase, where the workload says nothing.</summary>
    ExchangeLimits Limits { get; }

    /// <summary>When it tries again.</summary>
    IRetryPolicy Retries { get; }

    /// <summary>What a session does, call after call.</summary>
    ISessionScript Script { get; }

    /// <summary>The query of its requests, with the question mark; empty for none.</summary>
    string Query { get; }

    /// <summary>Its headers in their order, but for Content-Length, which comes last.</summary>
    IEnumerable<HeaderField> Headers(HeaderFacts facts);

    /// <summary>The parts of a body that all its sessions share, for a first request of that many bytes; null is as large as its own.</summary>
    BodyFrame Frame(int? promptBytes);
}
