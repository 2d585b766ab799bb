using System.Net.Sockets;

namespace Lab.Contracts;

/// <summary>What .NET's socket errors mean: the operating system's name, and the kind of failure. One table, so that all services name the same fault alike.</summary>
/// <remarks>.NET folds some errnos into one (EPERM into EACCES, ENFILE into EMFILE); the name given is that of the usual one.</remarks>
public static class SocketErrors
{
    private static readonly Dictionary<SocketError, (string Errno, FailureKind Kind)> Table = new()
    {
        [SocketError.HostNotFound] = ("EAI_NONAME", FailureKind.NameNotFound),
        [SocketError.NoData] = ("EAI_NODATA", FailureKind.NameNotFound),
        [SocketError.TryAgain] = ("EAI_AGAIN", FailureKind.NameServerFailed),
        [SocketError.NoRecovery] = ("EAI_FAIL", FailureKind.NameServerFailed),

        [SocketError.ConnectionRefused] = ("ECONNREFUSED", FailureKind.Refused),
        [SocketError.ConnectionReset] = ("ECONNRESET", FailureKind.Reset),
        [SocketError.ConnectionAborted] = ("ECONNABORTED", FailureKind.Reset),
        [SocketError.Shutdown] = ("EPIPE", FailureKind.Reset),
        [SocketError.NetworkReset] = ("ENETRESET", FailureKind.Reset),
        [SocketError.TimedOut] = ("ETIMEDOUT", FailureKind.TimedOut),
        [SocketError.HostUnreachable] = ("EHOSTUNREACH", FailureKind.HostUnreachable),
        [SocketError.HostDown] = ("EHOSTDOWN", FailureKind.HostUnreachable),
        [SocketError.NetworkUnreachable] = ("ENETUNREACH", FailureKind.NetworkUnreachable),
        [SocketError.NetworkDown] = ("ENETDOWN", FailureKind.NetworkUnreachable),
        [SocketError.AccessDenied] = ("EACCES", FailureKind.AccessDenied),
        [SocketError.AddressNotAvailable] = ("EADDRNOTAVAIL", FailureKind.AddressNotAvailable),
        [SocketError.TooManyOpenSockets] = ("EMFILE", FailureKind.TooManyOpenFiles),
        [SocketError.NoBufferSpaceAvailable] = ("ENOBUFS", FailureKind.NoBufferSpace),

        // Linux answers so where a route is a blackhole.
        [SocketError.InvalidArgument] = ("EINVAL", FailureKind.Other),
        [SocketError.AddressFamilyNotSupported] = ("EAFNOSUPPORT", FailureKind.Other),
        [SocketError.AddressAlreadyInUse] = ("EADDRINUSE", FailureKind.Other),
        [SocketError.NotConnected] = ("ENOTCONN", FailureKind.Other),
        [SocketError.MessageSize] = ("EMSGSIZE", FailureKind.Other),
    };

    /// <summary>The operating system's name (<c>ECONNRESET</c>; for a lookup <c>EAI_AGAIN</c>), or null where .NET's error stands for none.</summary>
    public static string? Errno(SocketError error) => Table.TryGetValue(error, out var row) ? row.Errno : null;

    /// <summary>The kind of failure; <see cref="FailureKind.Other"/> where the table has none.</summary>
    public static FailureKind Kind(SocketError error) => Table.TryGetValue(error, out var row) ? row.Kind : FailureKind.Other;
}
