namespace Lab.Contracts;

/// <summary>What went wrong: a closed vocabulary, since a diagnosis can only match on what is enumerated.</summary>
public enum FailureKind
{
    /// <summary>The resolver says that the name does not exist (NXDOMAIN).</summary>
    NameNotFound,

    /// <summary>The resolver failed or did not answer (SERVFAIL, EAI_AGAIN).</summary>
    NameServerFailed,

    /// <summary>ECONNREFUSED.</summary>
    Refused,

    /// <summary>ECONNRESET or EPIPE: the peer, or a box on the way, ended the connection with RST.</summary>
    Reset,

    /// <summary>The peer closed in order (FIN) before anything that was due had come.</summary>
    Closed,

    /// <summary>Nothing came within the limit.</summary>
    TimedOut,

    /// <summary>EHOSTUNREACH.</summary>
    HostUnreachable,

    /// <summary>ENETUNREACH.</summary>
    NetworkUnreachable,

    /// <summary>EACCES or EPERM: a route, a firewall or a permission forbids it.</summary>
    AccessDenied,

    /// <summary>EADDRNOTAVAIL: no local port was left.</summary>
    AddressNotAvailable,

    /// <summary>EMFILE or ENFILE: no file descriptor was left.</summary>
    TooManyOpenFiles,

    /// <summary>ENOBUFS or ENOMEM in the network stack.</summary>
    NoBufferSpace,

    /// <summary>The certificate's chain ends in no trusted root.</summary>
    UntrustedCertificate,

    /// <summary>The certificate is for another name.</summary>
    WrongCertificateName,

    /// <summary>The certificate is out of date.</summary>
    ExpiredCertificate,

    /// <summary>The TLS handshake failed for another reason.</summary>
    HandshakeFailed,

    /// <summary>What answered on the TLS port does not speak TLS.</summary>
    NotTls,

    /// <summary>The body ended in order, before its last part (no <c>message_stop</c>, too few bytes).</summary>
    EndedEarly,

    /// <summary>The stream stood still for longer than the limit.</summary>
    Stalled,

    /// <summary>What came is not HTTP, or not the events or JSON that it should be.</summary>
    Malformed,

    /// <summary>The stream carried an <c>error</c> event.</summary>
    ErrorEvent,

    /// <summary>HTTP 429.</summary>
    RateLimited,

    /// <summary>HTTP 529.</summary>
    Overloaded,

    /// <summary>HTTP 5xx but 529.</summary>
    ServerError,

    /// <summary>HTTP 401.</summary>
    Unauthorized,

    /// <summary>HTTP 403.</summary>
    Forbidden,

    /// <summary>HTTP 4xx but 401, 403 and 429, or another status that nobody expected.</summary>
    UnexpectedStatus,

    /// <summary>The lab ended the attempt itself (a run was stopped, a budget was used up).</summary>
    Cancelled,

    /// <summary>None of the above; the detail says what was seen.</summary>
    Other,
}
