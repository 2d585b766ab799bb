using Lab.Contracts;
using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Profiles.Retries;

/// <summary>An attempt that failed, as far as a client looks at it before it tries again.</summary>
/// <param name="Trouble">Why it failed.</param>
/// <param name="IsWhole">Whether it had asked for a reply in one piece.</param>
/// <param name="RetryAfter">The response's <c>retry-after</c> in seconds; null where it had none or none that is a number.</param>
/// <param name="ShouldRetry">The response's <c>x-should-retry</c>; null where it had none.</param>
internal sealed record FailedAttempt(Trouble Trouble, bool IsWhole = false, TimeSpan? RetryAfter = null, bool? ShouldRetry = null)
{
    public FailureLayer Layer => Trouble.Failure.Layer;

    public FailureKind Kind => Trouble.Failure.Kind;

    /// <summary>Whether the certificate was the reason: trying again shows the same one.</summary>
    public bool IsCertificate => Kind is FailureKind.UntrustedCertificate or FailureKind.WrongCertificateName or FailureKind.ExpiredCertificate;
}
