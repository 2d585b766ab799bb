namespace Lab.Shell;

/// <summary>Runs commands to their end.</summary>
public interface ICommandRunner
{
    /// <summary>Runs a command and waits for its end or its time-out.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up; the command was killed.</exception>
    Task<CommandResult> Run(Command command, CancellationToken cancellation);
}
