using Lab.Contracts;

namespace Lab.LoadGenerator.Exchange;

/// <summary>How long each phase may take before the client gives up.</summary>
/// <param name="Connect">All addresses together; the kernel's own limit where null.</param>
/// <param name="Headers">The response header, and the writing of the request.</param>
/// <param name="Idle">The longest silence inside a body.</param>
internal sealed record ExchangeLimits(TimeSpan? Connect, TimeSpan Headers, TimeSpan Idle)
{
    /// <summary>A handshake has no limit in the kernel: without one of ours it would wait for ever.</summary>
    public TimeSpan Tls => Connect ?? Headers;

    /// <summary>The client's own limits, but for what the workload sets.</summary>
    public static ExchangeLimits Of(Workload workload, ExchangeLimits own) => new(
        workload.ConnectTimeout is not { } connect ? own.Connect : connect == Timeout.InfiniteTimeSpan ? null : connect,
        workload.HeadersTimeout ?? own.Headers,
        workload.IdleTimeout ?? own.Idle);
}
