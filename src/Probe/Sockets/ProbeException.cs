using Lab.Contracts;

namespace Lab.Probe;

/// <summary>An attempt failed, and whoever throws this knows the kind better than the exception inside it.</summary>
internal sealed class ProbeException(FailureKind kind, string message, Exception inner) : Exception(message, inner)
{
    public FailureKind Kind => kind;
}
