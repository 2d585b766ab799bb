using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a command is offered.</summary>
public class CommandOptions
{
    /// <summary>What it does, in a sentence.</summary>
    public string? Description { get; set; }

    /// <summary>What it asks for.</summary>
    public IReadOnlyList<InteractionInput> Arguments { get; set; } = [];

    /// <summary>A question that must be answered with yes first.</summary>
    public string? ConfirmationMessage { get; set; }

    /// <summary>A picture in a dashboard; a console has none.</summary>
    public string? IconName { get; set; }

    /// <summary>Whether a dashboard shows it first; a console shows all.</summary>
    public bool IsHighlighted { get; set; }
}

/// <summary>What a command gets when it is run.</summary>
public sealed class ExecuteCommandContext
{
    /// <summary>The resource it is run on.</summary>
    public required string ResourceName { get; init; }

    /// <summary>The user gave up, or the application stops.</summary>
    public required CancellationToken CancellationToken { get; init; }

    /// <summary>Goes to the resource's log.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>What was given.</summary>
    public required InteractionInputCollection Arguments { get; init; }
}

/// <summary>What came of a command.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>Whether it did what it should.</summary>
    public required bool Success { get; init; }

    /// <summary>Whether the user gave up.</summary>
    public bool Canceled { get; init; }

    /// <summary>What to tell the user.</summary>
    public string? Message { get; init; }

    /// <summary>More to show.</summary>
    public CommandResultData? Data { get; init; }
}

/// <summary>What a command found.</summary>
public sealed class CommandResultData
{
    /// <summary>The text.</summary>
    public required string Value { get; init; }

    /// <summary>How the text is written.</summary>
    public CommandResultFormat Format { get; init; }
}

/// <summary>How a text is written.</summary>
public enum CommandResultFormat
{
    /// <summary>Plainly.</summary>
    Text,

    /// <summary>As JSON.</summary>
    Json,

    /// <summary>As Markdown.</summary>
    Markdown,
}

/// <summary>Makes results of commands.</summary>
public static class CommandResults
{
    /// <summary>Done, with what to tell the user.</summary>
    public static ExecuteCommandResult Success(string message) => new() { Success = true, Message = message };

    /// <summary>Done, with something to show.</summary>
    public static ExecuteCommandResult Success(string message, string result, CommandResultFormat resultFormat = CommandResultFormat.Text) =>
        new() { Success = true, Message = message, Data = new CommandResultData { Value = result, Format = resultFormat } };

    /// <summary>Not done, and why.</summary>
    public static ExecuteCommandResult Failure(string? errorMessage = null) => new() { Success = false, Message = errorMessage };

    /// <summary>Not done, with something to show.</summary>
    public static ExecuteCommandResult Failure(string errorMessage, string result, CommandResultFormat resultFormat = CommandResultFormat.Text) =>
        new() { Success = false, Message = errorMessage, Data = new CommandResultData { Value = result, Format = resultFormat } };

    /// <summary>The user gave up.</summary>
    public static ExecuteCommandResult Canceled() => new() { Success = false, Canceled = true };
}

/// <summary>A command of a resource.</summary>
internal sealed record ResourceCommandAnnotation(
    string Name, string DisplayName, Func<ExecuteCommandContext, Task<ExecuteCommandResult>> ExecuteCommand, CommandOptions Options) : IResourceAnnotation;
