using System.Net.Sockets;
using System.Security.Authentication;
using Lab.Contracts;

namespace Lab.Probe.Running;

/// <summary>Turns what an attempt threw into a failure.</summary>
internal static class FailureClassifier
{
    public static Failure Classify(Exception exception, FailureLayer layer)
    {
        // The code of the innermost cause: the exceptions around it say "unknown" of a reset.
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException socket)
            {
                var errno = SocketErrors.Errno(socket);
                return new Failure(layer, SocketErrors.Kind(errno), errno, $"{socket.Message} ({socket.SocketErrorCode})");
            }
        }

        var innermost = exception.GetBaseException();
        return exception switch
        {
            ProbeException known => new Failure(layer, known.Kind, null, known.Message),
            AuthenticationException => new Failure(layer, FailureKind.HandshakeFailed, null, ReferenceEquals(innermost, exception) ? exception.Message : $"{exception.Message} {innermost.Message}"),
            EndOfStreamException => new Failure(layer, FailureKind.Closed, null, exception.Message),
            _ => new Failure(layer, FailureKind.Other, null, $"{innermost.GetType().Name}: {innermost.Message}"),
        };
    }
}
