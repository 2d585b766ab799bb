namespace Lab.Contracts;

/// <summary>Where on its way an attempt failed, from the outside in.</summary>
public enum FailureLayer
{
    /// <summary>The name was not resolved.</summary>
    Dns,

    /// <summary>No TCP connection came about.</summary>
    Connect,

    /// <summary>The TLS handshake did not complete.</summary>
    Tls,

    /// <summary>The request was not sent whole.</summary>
    Write,

    /// <summary>The request was sent, and no response header came.</summary>
    Headers,

    /// <summary>The response began and did not end as it should.</summary>
    Body,

    /// <summary>A whole HTTP response came, and it says no.</summary>
    Http,

    /// <summary>The client itself gave up or went wrong; the network is not to blame.</summary>
    Client,
}
