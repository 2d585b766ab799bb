using System.Net.Sockets;

namespace Lab.Contracts;

/// <summary>What socket errors mean: the operating system's name, and the kind of failure. One table, so that all services name the same fault alike.</summary>
/// <remarks>.NET folds some errnos into one (EPERM into EACCES, ENFILE into EMFILE); the name given is that of the usual one. A name that does not resolve is ENOTFOUND, as clients print it.</remarks>
public static class SocketErrors
{
    /// <summary>.NET's word for an error says which it was, the same on both systems.</summary>
    private static readonly Dictionary<SocketError, string> ByError = new()
    {
        [SocketError.AccessDenied] = "EACCES",
        [SocketError.AddressAlreadyInUse] = "EADDRINUSE",
        [SocketError.AddressFamilyNotSupported] = "EAFNOSUPPORT",
        [SocketError.AddressNotAvailable] = "EADDRNOTAVAIL",
        [SocketError.AlreadyInProgress] = "EALREADY",
        [SocketError.ConnectionAborted] = "ECONNABORTED",
        [SocketError.ConnectionRefused] = "ECONNREFUSED",
        [SocketError.ConnectionReset] = "ECONNRESET",
        [SocketError.DestinationAddressRequired] = "EDESTADDRREQ",
        [SocketError.Disconnecting] = "ESHUTDOWN",
        [SocketError.Fault] = "EFAULT",
        [SocketError.HostDown] = "EHOSTDOWN",
        [SocketError.HostNotFound] = "ENOTFOUND",
        [SocketError.HostUnreachable] = "EHOSTUNREACH",
        [SocketError.InProgress] = "EINPROGRESS",
        [SocketError.Interrupted] = "EINTR",
        [SocketError.InvalidArgument] = "EINVAL",
        [SocketError.IsConnected] = "EISCONN",
        [SocketError.MessageSize] = "EMSGSIZE",
        [SocketError.NetworkDown] = "ENETDOWN",
        [SocketError.NetworkReset] = "ENETRESET",
        [SocketError.NetworkUnreachable] = "ENETUNREACH",
        [SocketError.NoBufferSpaceAvailable] = "ENOBUFS",
        [SocketError.NoData] = "ENOTFOUND",
        [SocketError.NoRecovery] = "EAI_FAIL",
        [SocketError.NotConnected] = "ENOTCONN",
        [SocketError.NotSocket] = "ENOTSOCK",
        [SocketError.OperationNotSupported] = "EOPNOTSUPP",
        [SocketError.ProtocolNotSupported] = "EPROTONOSUPPORT",
        [SocketError.ProtocolOption] = "ENOPROTOOPT",
        [SocketError.ProtocolType] = "EPROTOTYPE",
        [SocketError.Shutdown] = "EPIPE",
        [SocketError.TimedOut] = "ETIMEDOUT",
        [SocketError.TooManyOpenSockets] = "EMFILE",
        [SocketError.TryAgain] = "EAI_AGAIN",
        [SocketError.WouldBlock] = "EAGAIN",
    };

    /// <summary>What .NET has no word for it hands on by number, and the systems number differently.</summary>
    private static readonly Dictionary<int, string> OnLinux = new()
    {
        [1] = "EPERM", [5] = "EIO", [12] = "ENOMEM", [13] = "EACCES", [19] = "ENODEV", [22] = "EINVAL", [23] = "ENFILE", [24] = "EMFILE", [28] = "ENOSPC", [32] = "EPIPE",
        [71] = "EPROTO", [98] = "EADDRINUSE", [99] = "EADDRNOTAVAIL", [100] = "ENETDOWN", [101] = "ENETUNREACH", [102] = "ENETRESET", [103] = "ECONNABORTED",
        [104] = "ECONNRESET", [105] = "ENOBUFS", [107] = "ENOTCONN", [110] = "ETIMEDOUT", [111] = "ECONNREFUSED", [112] = "EHOSTDOWN", [113] = "EHOSTUNREACH",
    };

    private static readonly Dictionary<int, string> OnMac = new()
    {
        [1] = "EPERM", [5] = "EIO", [12] = "ENOMEM", [13] = "EACCES", [19] = "ENODEV", [22] = "EINVAL", [23] = "ENFILE", [24] = "EMFILE", [28] = "ENOSPC", [32] = "EPIPE",
        [48] = "EADDRINUSE", [49] = "EADDRNOTAVAIL", [50] = "ENETDOWN", [51] = "ENETUNREACH", [52] = "ENETRESET", [53] = "ECONNABORTED", [54] = "ECONNRESET",
        [55] = "ENOBUFS", [57] = "ENOTCONN", [60] = "ETIMEDOUT", [61] = "ECONNREFUSED", [64] = "EHOSTDOWN", [65] = "EHOSTUNREACH", [100] = "EPROTO",
    };

    /// <summary>Kinds by errno; what is not here is <see cref="FailureKind.Other"/> with its errno.</summary>
    private static readonly Dictionary<string, FailureKind> Kinds = new()
    {
        ["ENOTFOUND"] = FailureKind.NameNotFound,
        ["EAI_AGAIN"] = FailureKind.NameServerFailed,
        ["EAI_FAIL"] = FailureKind.NameServerFailed,
        ["ECONNREFUSED"] = FailureKind.Refused,
        ["ECONNRESET"] = FailureKind.Reset,
        ["ECONNABORTED"] = FailureKind.Reset,
        ["ENETRESET"] = FailureKind.Reset,
        ["EPIPE"] = FailureKind.Reset,
        ["ETIMEDOUT"] = FailureKind.TimedOut,
        ["EHOSTUNREACH"] = FailureKind.HostUnreachable,
        ["EHOSTDOWN"] = FailureKind.HostUnreachable,
        ["ENETUNREACH"] = FailureKind.NetworkUnreachable,
        ["ENETDOWN"] = FailureKind.NetworkUnreachable,
        ["EACCES"] = FailureKind.AccessDenied,
        ["EPERM"] = FailureKind.AccessDenied,
        ["EADDRNOTAVAIL"] = FailureKind.AddressNotAvailable,
        ["EMFILE"] = FailureKind.TooManyOpenFiles,
        ["ENFILE"] = FailureKind.TooManyOpenFiles,
        ["ENOBUFS"] = FailureKind.NoBufferSpace,
        ["ENOMEM"] = FailureKind.NoBufferSpace,
    };

    /// <summary>The name of a socket error (<c>ECONNRESET</c>; for a lookup <c>EAI_AGAIN</c>); null when no table knows it.</summary>
    public static string? Errno(SocketException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return ByError.GetValueOrDefault(exception.SocketErrorCode) ?? Errno(exception.NativeErrorCode, OperatingSystem.IsMacOS());
    }

    /// <summary>The name of an error number; null when it is not known.</summary>
    public static string? Errno(int number, bool onMac) => (onMac ? OnMac : OnLinux).GetValueOrDefault(number);

    /// <summary>The kind of failure that a name stands for; <see cref="FailureKind.Other"/> where the table has none.</summary>
    public static FailureKind Kind(string? errno) => errno is null ? FailureKind.Other : Kinds.GetValueOrDefault(errno, FailureKind.Other);
}
