using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Lab.LocalHosting;

namespace Lab.Tests.LocalHosting;

public sealed class PromptTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly List<ExecuteCommandContext> _ran = [];

    [Fact]
    public async Task Asks_for_each_argument_until_it_fits_and_runs_the_command()
    {
        await Type("run-experiment", "nonsense", "2", "soon", "42");

        var arguments = Assert.Single(_ran).Arguments;
        Assert.Equal("vm-nat", arguments.GetString("experiment"));
        Assert.Equal("42", arguments.GetString("seed"));
        Assert.Contains("'nonsense' is none of: null, vm-nat.", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("'soon' is not a number.", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Run experiment: begun", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_optional_argument_may_be_left_out_and_a_required_one_not()
    {
        await Type("run-experiment", "", "null", "");

        Assert.Null(Assert.Single(_ran).Arguments.GetString("seed"));
        Assert.Contains("This must be given.", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_shown_with_its_reason()
    {
        await Type("refuse");

        Assert.Contains("Refuse: the coordinator is busy", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_command_is_answered_with_those_that_there_are()
    {
        await Type("help");

        Assert.Empty(_ran);
        Assert.Contains("There is no command 'help'. There are: run-experiment, refuse, status, quit.", _output.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _output.Dispose();

    private async Task Type(params string[] lines)
    {
        var run = new CommandOptions
        {
            Arguments =
            [
                new() { Name = "experiment", InputType = InputType.Choice, Required = true, Options = [KeyValuePair.Create("null", "null"), KeyValuePair.Create("vm-nat", "vm-nat")] },
                new() { Name = "seed", InputType = InputType.Number },
            ],
        };
        OfferedCommand[] commands =
        [
            new("coordinator", new ResourceCommandAnnotation("run-experiment", "Run experiment…", Begin, run)),
            new("coordinator", new ResourceCommandAnnotation("refuse", "Refuse", _ => Task.FromResult(CommandResults.Failure("the coordinator is busy")), new CommandOptions())),
        ];
        var prompt = new Prompt(new StringReader(string.Concat(lines.Select(l => l + "\n"))), new HostConsole(_output, hasColour: false), commands, _ => Task.CompletedTask, () => { });

        await prompt.Run(TestContext.Current.CancellationToken);
    }

    private Task<ExecuteCommandResult> Begin(ExecuteCommandContext context)
    {
        _ran.Add(context);
        return Task.FromResult(CommandResults.Success("begun"));
    }
}
