using System.Net.Sockets;
using Lab.Contracts;

namespace Lab.LoadGenerator.Failures;

/// <summary>From what was thrown, and how far the attempt had come, to the closed vocabulary. The inner socket error decides, never a library's text.</summary>
internal static class Classifier
{
    /// <summary>Of several addresses' failures the one that came furthest tells most: a refusal comes from the host, a missing route from our own.</summary>
    private static readonly FailureKind[] Furthest = [FailureKind.Reset, FailureKind.Refused, FailureKind.TimedOut, FailureKind.HostUnreachable, FailureKind.AccessDenied];

    /// <summary>A failure of the resolver.</summary>
    public static Trouble Resolve(Exception exception, string host) => exception switch
    {
        OperationCanceledException => Trouble.Cancelled,
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } => Trouble.Of(FailureLayer.Dns, FailureKind.NameNotFound, "ENOTFOUND", $"The resolver knows no address of {host}."),
        SocketException { SocketErrorCode: SocketError.TryAgain } => Trouble.Of(FailureLayer.Dns, FailureKind.NameServerFailed, "EAI_AGAIN", $"The resolver could not ask for {host}: try again."),
        SocketException { SocketErrorCode: SocketError.NoRecovery } => Trouble.Of(FailureLayer.Dns, FailureKind.NameServerFailed, "EAI_FAIL", $"The resolver failed for {host} for good."),
        _ => Classify(exception, FailureLayer.Dns, $"resolving {host}"),
    };

    /// <summary>A failure of a socket in any phase.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="layer">How far the attempt had come.</param>
    /// <param name="doing">What was going on, for the detail.</param>
    public static Trouble Classify(Exception exception, FailureLayer layer, string doing)
    {
        if (exception is OperationCanceledException)
        {
            return Trouble.Cancelled;
        }

        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException socket)
            {
                var errno = SocketErrors.Errno(socket);
                return Trouble.Of(layer, SocketErrors.Kind(errno), errno, $"{errno ?? socket.SocketErrorCode.ToString()} while {doing}.{Doubt(errno)}");
            }
        }

        return Trouble.Of(layer, FailureKind.Other, null, $"{exception.GetType().Name} while {doing}: {exception.Message}");
    }

    /// <summary>The more telling of two addresses' failures; of equals the first.</summary>
    public static Trouble Telling(Trouble? first, Trouble second) =>
        first is null || Rank(second.Failure.Kind) < Rank(first.Failure.Kind) ? second : first;

    /// <summary>A whole response that says no.</summary>
    public static FailureKind OfStatus(int status) => status switch
    {
        401 => FailureKind.Unauthorized,
        403 => FailureKind.Forbidden,
        429 => FailureKind.RateLimited,
        529 => FailureKind.Overloaded,
        >= 500 and <= 599 => FailureKind.ServerError,
        _ => FailureKind.UnexpectedStatus,
    };

    private static int Rank(FailureKind kind)
    {
        var rank = Array.IndexOf(Furthest, kind);
        return kind == FailureKind.Cancelled ? -1 : rank < 0 ? Furthest.Length : rank;
    }

    private static string Doubt(string? errno) => errno switch
    {
        "EACCES" => " The runtime does not tell EPERM from EACCES.",
        "EMFILE" => " The runtime does not tell ENFILE from EMFILE.",
        _ => "",
    };
}
