using System.ComponentModel;
using System.Text;
using CliWrap;
using CliWrap.Exceptions;

namespace Lab.Shell;

/// <summary>Runs commands as child processes, with both outputs read apart.</summary>
public sealed class CommandRunner(TimeProvider clock) : ICommandRunner
{
    /// <inheritdoc />
    public async Task<CommandResult> Run(Command command, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(command);

        var output = new StringBuilder();
        var error = new StringBuilder();
        var started = clock.GetTimestamp();
        using var limit = new CancellationTokenSource(command.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);

        try
        {
            var result = await Cli.Wrap(command.Executable)
                .WithArguments(command.Arguments)
                .WithEnvironmentVariables(command.Environment)
                .WithWorkingDirectory(command.WorkingDirectory ?? Directory.GetCurrentDirectory())
                .WithValidation(CommandResultValidation.None)
                .WithStandardOutputPipe(PipeTarget.ToStringBuilder(output))
                .WithStandardErrorPipe(PipeTarget.ToStringBuilder(error))
                .ExecuteAsync(either.Token);
            return Ended(CommandEnd.Exited, result.ExitCode);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return Ended(CommandEnd.TimedOut, null);
        }
        catch (Exception exception) when (exception is Win32Exception or CommandExecutionException or InvalidOperationException)
        {
            error.Append(exception.Message);
            return Ended(CommandEnd.NotStarted, null);
        }

        CommandResult Ended(CommandEnd end, int? code) => new(end, code, output.ToString(), error.ToString(), clock.GetElapsedTime(started));
    }
}
