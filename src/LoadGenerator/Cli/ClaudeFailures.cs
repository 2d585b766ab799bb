using System.Text.RegularExpressions;
using Lab.Contracts;
using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Cli;

/// <summary>From what the command says of a failure to the closed vocabulary: no more than its words carry.</summary>
internal static partial class ClaudeFailures
{
    /// <summary>Its words in the order they are looked for, and what they mean. Where one text stands for several failures, the kind is left open.</summary>
    private static readonly (string Words, FailureLayer Layer, FailureKind Kind, string? Errno)[] Meanings =
    [
        ("DEPTH_ZERO_SELF_SIGNED_CERT", FailureLayer.Tls, FailureKind.UntrustedCertificate, null),
        ("Self-signed certificate", FailureLayer.Tls, FailureKind.UntrustedCertificate, null),
        ("(ENOTFOUND)", FailureLayer.Dns, FailureKind.NameNotFound, "ENOTFOUND"),
        ("(EAI_AGAIN)", FailureLayer.Dns, FailureKind.NameServerFailed, "EAI_AGAIN"),
        ("(EHOSTUNREACH)", FailureLayer.Connect, FailureKind.HostUnreachable, "EHOSTUNREACH"),

        // It calls a connect that nobody answered refused as well.
        ("(ECONNREFUSED)", FailureLayer.Connect, FailureKind.Other, "ECONNREFUSED"),
        ("Connection dropped (ECONNRESET)", FailureLayer.Headers, FailureKind.Reset, "ECONNRESET"),
        ("was lost (ECONNRESET)", FailureLayer.Body, FailureKind.Reset, "ECONNRESET"),
        ("Connection lost mid-response", FailureLayer.Body, FailureKind.EndedEarly, null),
        ("No response from API", FailureLayer.Headers, FailureKind.TimedOut, null),
        ("empty or malformed response", FailureLayer.Body, FailureKind.Malformed, null),

        // Of 1.0: whatever breaks before the header; a connect or a header that does not come; a body that breaks off.
        ("Connection error.", FailureLayer.Headers, FailureKind.Other, null),
        ("Request timed out.", FailureLayer.Headers, FailureKind.TimedOut, null),
        ("API Error: terminated", FailureLayer.Body, FailureKind.Other, null),
        ("Invalid API key", FailureLayer.Http, FailureKind.Unauthorized, null),
    ];

    /// <summary>A failure that the command gave up on.</summary>
    /// <param name="text">What it printed.</param>
    /// <param name="status">The HTTP status that it names beside the text; null for none.</param>
    /// <param name="name">The command's name.</param>
    public static Failure Final(string text, int? status, string name)
    {
        if ((status ?? StatusIn(text)) is { } number and not 200)
        {
            return Failure(FailureLayer.Http, Classifier.OfStatus(number), null, name, text);
        }

        foreach (var (words, layer, kind, errno) in Meanings)
        {
            if (text.Contains(words, StringComparison.Ordinal))
            {
                return Failure(layer, kind, errno, name, text);
            }
        }

        return Failure(FailureLayer.Client, FailureKind.Other, null, name, text);
    }

    /// <summary>A failed attempt that another followed.</summary>
    public static Failure Passing(int? status, string? error, string name, bool isShared)
    {
        var whose = isShared ? " It does not say which of the conversations that were running." : "";
        return status is { } number
            ? new Failure(FailureLayer.Http, Classifier.OfStatus(number), null, $"{name} tried again after HTTP {number} ({error}).{whose}")
            : new Failure(FailureLayer.Headers, FailureKind.Other, null, $"{name} tried again without a status and says no more than '{error}': it may have failed before the header or in the body.{whose}");
    }

    private static Failure Failure(FailureLayer layer, FailureKind kind, string? errno, string name, string text) =>
        new(layer, kind, errno, $"{name} printed: {text}");

    private static int? StatusIn(string text) => StatusPattern().Match(text) is { Success: true } found
        ? int.Parse(found.Groups.Values.Skip(1).First(g => g.Success).ValueSpan, System.Globalization.CultureInfo.InvariantCulture)
        : null;

    [GeneratedRegex(@"API Error: (\d{3})\b|Request rejected \((\d{3})\)|Repeated (\d{3}) ")]
    private static partial Regex StatusPattern();
}
