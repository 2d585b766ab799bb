using Lab.LoadGenerator.Dialing;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Profiles.Side;
using Lab.LoadGenerator.Sessions;

namespace Lab.LoadGenerator.Profiles;

/// <summary>A client that sessions imitate: what its requests look like, how it keeps connections, when it tries again, and what it asks beside the conversation.</summary>
internal interface IClientProfile
{
    /// <summary>The name in a workload.</summary>
    string Name { get; }

    /// <summary>How it sets sockets up and how long it keeps them.</summary>
    SocketHabits Sockets { get; }

    /// <summary>How long it waits in each phase, where neither the workload nor the retry policy says otherwise.</summary>
    ExchangeLimits Limits { get; }

    /// <summary>When and how it tries again.</summary>
    IRetryPolicy Retries { get; }

    /// <summary>What a session does, call after call.</summary>
    ISessionScript Script { get; }

    /// <summary>What it asks beside the conversation.</summary>
    SideRequests Side => SideRequests.None;

    /// <summary>The query of its requests, with the question mark; empty for none.</summary>
    string Query { get; }

    /// <summary>Its headers in their order, but for Content-Length, which comes last.</summary>
    IEnumerable<HeaderField> Headers(HeaderFacts facts);

    /// <summary>The parts of a body that all its sessions share, for a first request of that many bytes; null is as large as its own.</summary>
    BodyFrame Frame(int? promptBytes);

    /// <summary>The same for a session of several prompts, which a user types one after another.</summary>
    BodyFrame InteractiveFrame(int? promptBytes) => Frame(promptBytes);

    /// <summary>The same for a subagent; its size is the client's own, whatever the session's is.</summary>
    BodyFrame SubagentFrame() => Frame(null);
}
