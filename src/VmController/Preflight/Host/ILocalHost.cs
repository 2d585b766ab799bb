using Lab.Shell;

namespace Lab.VmController.Preflight.Host;

/// <summary>What checks look at the host with; nothing here changes it.</summary>
internal interface ILocalHost
{
    bool IsMac { get; }

    bool IsRoot { get; }

    /// <summary>The user as whom this process runs.</summary>
    string User { get; }

    /// <summary>Asks a command of the system.</summary>
    Task<CommandResult> Ask(CancellationToken cancellation, string executable, params string[] arguments);

    /// <summary>An executable on PATH; null where there is none.</summary>
    string? OnPath(string executable);

    bool Exists(string path);

    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    string Read(string path);

    /// <summary>The names in a directory.</summary>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    IReadOnlyList<string> Names(string directory);

    /// <summary>What is free on the disk of a path, which need not be there yet.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    long FreeBytes(string path);
}
