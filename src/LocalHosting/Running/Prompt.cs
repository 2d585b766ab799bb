using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lab.LocalHosting;

/// <summary>A command, and the resource it is run on.</summary>
internal sealed record OfferedCommand(string Resource, ResourceCommandAnnotation Command);

/// <summary>Takes commands from a terminal: the name first, then each argument, checked as it comes.</summary>
internal sealed class Prompt(TextReader input, HostConsole console, IReadOnlyList<OfferedCommand> commands, Func<CancellationToken, Task> status, Action stop)
{
    public async Task Run(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested && input.ReadLine() is { } line)
        {
            switch (line.Trim())
            {
                case "":
                    break;
                case "status":
                    await status(cancellation);
                    break;
                case "quit" or "exit":
                    stop();
                    return;
                case var name when commands.FirstOrDefault(c => c.Command.Name == name) is { } command:
                    await Run(command, cancellation);
                    break;
                case var unknown:
                    console.Say($"There is no command '{unknown}'. There are: {string.Join(", ", commands.Select(c => c.Command.Name))}, status, quit.");
                    break;
            }
        }
    }

    private async Task Run(OfferedCommand offered, CancellationToken cancellation)
    {
        var command = offered.Command;

        // The dots say in a dashboard that a dialog follows; here the questions already came.
        var title = command.DisplayName.TrimEnd('…');
        if (command.Options.ConfirmationMessage is { } question && !IsYes(Ask($"{question} [y/N] ")))
        {
            console.Say($"{title}: not done.");
            return;
        }

        var inputs = new List<InteractionInput>();
        foreach (var argument in command.Options.Arguments)
        {
            if (Ask(argument) is not { } answered)
            {
                return;
            }

            inputs.Add(answered);
        }

        console.Say($"{title} …");
        try
        {
            var result = await command.ExecuteCommand(new ExecuteCommandContext
            {
                ResourceName = offered.Resource,
                CancellationToken = cancellation,
                Logger = NullLogger.Instance,
                Arguments = new InteractionInputCollection(inputs),
            });
            Show(title, result);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            console.Problem($"{title}: {exception.Message}");
        }
    }

    private void Show(string name, ExecuteCommandResult result)
    {
        if (result.Success)
        {
            console.Say($"{name}: {result.Message ?? "done."}");
        }
        else
        {
            console.Problem(result.Canceled ? $"{name}: given up." : $"{name}: {result.Message ?? "failed, without a reason given."}");
        }

        if (result.Data is { } data)
        {
            console.Text(data.Value);
        }
    }

    /// <summary>Asks until the answer fits; null where the input ends.</summary>
    private InteractionInput? Ask(InteractionInput argument)
    {
        var options = argument.Options ?? [];
        for (var i = 0; argument.InputType == InputType.Choice && i < options.Count; i++)
        {
            console.Text(string.Create(CultureInfo.InvariantCulture, $"  {i + 1,2}  {options[i].Value}"));
        }

        while (true)
        {
            var hint = argument.Value is { Length: > 0 } preset ? $" [{preset}]" : argument.Required ? "" : " (optional)";
            if (Ask($"{argument.Label ?? argument.Name}{hint}: ") is not { } text)
            {
                return null;
            }

            var value = text.Trim() is { Length: > 0 } given ? Chosen(given, argument.InputType, options) : argument.Value;
            if (Fault(value, argument, options) is not { } fault)
            {
                return new InteractionInput { Name = argument.Name, InputType = argument.InputType, Value = value };
            }

            console.Say(fault);
        }
    }

    /// <summary>A choice may be given by its number.</summary>
    private static string Chosen(string given, InputType type, IReadOnlyList<KeyValuePair<string, string>> options) =>
        type == InputType.Choice && options.All(o => o.Key != given)
        && int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= options.Count
            ? options[number - 1].Key
            : given;

    private static string? Fault(string? value, InteractionInput argument, IReadOnlyList<KeyValuePair<string, string>> options) => argument.InputType switch
    {
        _ when string.IsNullOrEmpty(value) => argument.Required ? "This must be given." : null,
        InputType.Choice when options.All(o => o.Key != value) => $"'{value}' is none of: {string.Join(", ", options.Select(o => o.Key))}.",
        InputType.Number when !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) => $"'{value}' is not a number.",
        _ => null,
    };

    private string? Ask(string question)
    {
        console.Ask(question);
        return input.ReadLine();
    }

    private static bool IsYes(string? answer) => answer?.Trim().ToLowerInvariant() is "y" or "yes";
}
