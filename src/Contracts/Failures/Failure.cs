namespace Lab.Contracts;

/// <summary>Why an attempt failed.</summary>
/// <param name="Layer">How far it had come.</param>
/// <param name="Kind">What went wrong.</param>
/// <param name="Errno">The operating system's name for it (<c>ECONNRESET</c>), or null where no system call failed.</param>
/// <param name="Detail">What was seen, in one sentence, without secrets.</param>
public sealed record Failure(FailureLayer Layer, FailureKind Kind, string? Errno, string Detail)
{
    /// <summary>Layer, kind and errno in the order they are read: <c>headers · reset · ECONNRESET</c>.</summary>
    public string Signature => Errno is null ? $"{Words.Kebab(Layer)} · {Words.Kebab(Kind)}" : $"{Words.Kebab(Layer)} · {Words.Kebab(Kind)} · {Errno}";
}
