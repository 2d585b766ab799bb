using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Lab.AppHost;

/// <summary>What can be done with the lab from where its resources are shown: run an experiment, stop it, let the lab test itself.</summary>
internal static class Commands
{
    public static IResourceBuilder<ProjectResource> WithLabCommands(this IResourceBuilder<ProjectResource> coordinator, string appHostDirectory)
    {
        var api = new CoordinatorApi(coordinator.GetEndpoint("http"));

        return coordinator
            .WithCommand("run-experiment", "Run experiment…", context => Answer(() => Run(api, context)), new CommandOptions
            {
                Description = "Asks for an experiment of the catalog and starts a run of it.",
                IconName = "Play",
                IsHighlighted = true,
                Arguments = [Experiment(appHostDirectory), Seed],
            })
            .WithCommand("stop-run", "Stop the run", context => Answer(() => Stop(api, context)), new CommandOptions
            {
                Description = "Stops what is running or queued, and undoes what it changed.",
                IconName = "Stop",
            })
            .WithCommand("self-test", "Self-test", context => Answer(() => SelfTest(api, context)), new CommandOptions
            {
                Description = "Plants a known fault and checks that the lab finds it, with a trace behind every failed call. Takes half a minute.",
                IconName = "CheckmarkCircle",
            });
    }

    private static InteractionInput Seed => new()
    {
        Name = "seed", Label = "Seed", InputType = InputType.Number, Placeholder = "drawn by the lab",
        Description = "All chance of the run comes from it: the same seed gives the same order of trials.",
    };

    private static InteractionInput Experiment(string appHostDirectory)
    {
        var catalog = Path.Combine(appHostDirectory, "..", "src", "Coordinator", "Experiments", "Catalog");
        var names = Directory.Exists(catalog) ? Directory.EnumerateFiles(catalog, "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal).ToList() : [];
        return new InteractionInput
        {
            Name = "experiment", Label = "Experiment", Required = true,
            InputType = names.Count > 0 ? InputType.Choice : InputType.Text,
            Options = [.. names.Select(n => KeyValuePair.Create(n, n))],
        };
    }

    private static async Task<ExecuteCommandResult> Run(CoordinatorApi api, ExecuteCommandContext context)
    {
        long? seed = null;
        if (context.Arguments.GetString("seed") is { Length: > 0 } text)
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return CommandResults.Failure($"The seed '{text}' cannot be used: it must be a whole number from 0.");
            }

            seed = number;
        }

        var experiment = context.Arguments.GetString("experiment")!;
        var id = await api.Start(experiment, seed, context.CancellationToken);
        return CommandResults.Success($"Run {id} of {experiment} has begun: {api.Page(id)}");
    }

    private static async Task<ExecuteCommandResult> Stop(CoordinatorApi api, ExecuteCommandContext context)
    {
        var ids = await api.Unfinished(context.CancellationToken);
        foreach (var id in ids)
        {
            await api.Stop(id, context.CancellationToken);
        }

        return CommandResults.Success(ids.Count == 0 ? "Nothing is running." : $"Stopped {string.Join(", ", ids)}.");
    }

    private static async Task<ExecuteCommandResult> SelfTest(CoordinatorApi api, ExecuteCommandContext context)
    {
        var outcome = await api.SelfTest(context.CancellationToken);
        var findings = string.Join(Environment.NewLine, outcome.Findings);
        return outcome.State == "passed"
            ? CommandResults.Success("The self-test passed.", findings)
            : CommandResults.Failure($"The self-test {outcome.State}.", findings);
    }

    private static async Task<ExecuteCommandResult> Answer(Func<Task<ExecuteCommandResult>> command)
    {
        try
        {
            return await command();
        }
        catch (OperationCanceledException)
        {
            return CommandResults.Canceled();
        }
        catch (Exception exception) when (exception is CoordinatorRefusedException or HttpRequestException)
        {
            return CommandResults.Failure(exception.Message);
        }
    }
}
