using System.Text.Json;
using Lab.Contracts;
using Lab.Coordinator.Experiments;
using Lab.Coordinator.Factors;
using Lab.Coordinator.Runs;

namespace Lab.Tests.Coordinator.Experiments;

public sealed class ExperimentReaderTests
{
    private const string Minimal = """
        name: mine
        question: Does it?
        arms:
          off:
            control: true
          on:
            fault: { kind: reset-before-headers, probability: 20% }
        """;

    [Fact]
    public void A_minimal_definition_takes_the_usual_values()
    {
        var experiment = ExperimentReader.Read(Minimal);

        Assert.Equal("mine", experiment.Name);
        Assert.Equal(TargetKind.Emulator, experiment.Target.Kind);
        Assert.Equal(60, experiment.Workload.Calls);
        Assert.Equal(0.05, experiment.Design.Alpha);
        Assert.Equal("off", experiment.Control.Name);
        Assert.Equal("connection reset before the response header, in 20% of requests", experiment.ArmNamed("on").Setting);
    }

    [Fact]
    public void The_control_comes_first_wherever_it_stands()
    {
        var experiment = ExperimentReader.Read("""
            name: mine
            question: Does it?
            arms:
              many: { parallel-sessions: 9 }
              few: { control: true, parallel-sessions: 1 }
            """);

        Assert.Equal(["few", "many"], experiment.Arms.Select(a => a.Name));
    }

    [Fact]
    public void Every_fault_of_a_file_is_named_at_once_with_its_line_and_the_fix()
    {
        var bad = Assert.Throws<BadRunException>(() => ExperimentReader.Read("""
            name: My Experiment
            question: Does it?
            target: ftp://somewhere
            workload:
              calls: 61
              turns: 5
              tool-time: 20ms..5ms
              parrallel: 3
            design:
              delta: 200%
              settle: 5
            arms:
              only:
                vm: { memory: lots, network: wifi }
                fault: { kind: explode }
            """));

        Assert.Collection(bad.Faults,
            f => Says(f, "line 1", "name", "lower-case"),
            f => Says(f, "line 3", "ftp://somewhere", "emulator"),
            f => Says(f, "line 5", "calls", "61", "multiple"),
            f => Says(f, "line 7", "20ms..5ms", "range"),
            f => Says(f, "line 8", "workload.parrallel", "'parallel'"),
            f => Says(f, "line 10", "200%", "0.9"),
            f => Says(f, "line 11", "settle: 5", "unit"),
            f => Says(f, "line 12", "arms", "two or more"),
            f => Says(f, "line 14", "lots", "MiB"),
            f => Says(f, "line 14", "wifi", "bridged:"),
            f => Says(f, "line 15", "explode", "reset-before-headers"));
    }

    [Theory]
    [InlineData("", "one YAML mapping")]
    [InlineData("- a\n- b", "one YAML mapping")]
    [InlineData("name: [unclosed", "not YAML")]
    [InlineData("name: a\nname: b", "not YAML")]
    public void What_is_not_a_definition_at_all_is_said_so(string yaml, string says) =>
        Assert.Contains(says, Assert.Single(Assert.Throws<BadRunException>(() => ExperimentReader.Read(yaml)).Faults));

    [Fact]
    public void A_fault_needs_the_emulator_as_the_target() =>
        Assert.Contains("only the emulator", Assert.Single(Assert.Throws<BadRunException>(() => ExperimentReader.Read("target: https://api.example.com\n" + Minimal)).Faults));

    [Fact]
    public void The_real_api_needs_a_ceiling_on_requests()
    {
        const string arms = "name: a\nquestion: b\narms: { x: { control: true }, y: { parallel-sessions: 2 } }\n";

        Assert.Contains("max-requests", Assert.Single(Assert.Throws<BadRunException>(() => ExperimentReader.Read(arms + "target: anthropic")).Faults));
        Assert.Equal(500, ExperimentReader.Read(arms + "target: { to: anthropic, max-requests: 500 }").Target.MaxRequests);
    }

    [Fact]
    public void Overrides_replace_values_by_their_path_and_are_checked_as_the_file_is()
    {
        var overrides = new Dictionary<string, JsonElement>
        {
            ["design.max-blocks"] = JsonSerializer.SerializeToElement(7),
            ["workload.reply.pace"] = JsonSerializer.SerializeToElement("1ms"),
        };

        var experiment = ExperimentReader.Read(Minimal, overrides);

        Assert.Equal(7, experiment.Design.MaxBlocks);
        Assert.Equal(TimeSpan.FromMilliseconds(1), experiment.Workload.Reply.Pace);
        overrides["design.max-block"] = JsonSerializer.SerializeToElement(7);
        Assert.Contains("'design.max-block' is not known", Assert.Single(Assert.Throws<BadRunException>(() => ExperimentReader.Read(Minimal, overrides)).Faults));
    }

    [Fact]
    public void Factors_shape_the_plan_of_their_arm_only()
    {
        var experiment = ExperimentReader.Read("""
            name: mine
            question: Does it?
            arms:
              few: { control: true }
              many:
                parallel-sessions: 30
                fault:
                  - { kind: overload, probability: 0.1 }
                  - { kind: cut-mid-stream, after-events: 5, reset: false }
            """);

        Assert.Empty(TrialPlan.For(experiment, experiment.ArmNamed("few")).Faults);
        var plan = TrialPlan.For(experiment, experiment.ArmNamed("many"));
        Assert.Equal(30, plan.Workload.Parallel);
        Assert.Equal([new Overload { Probability = 0.1 }, new CutMidStream { AfterEvents = 5, Reset = false }], plan.Faults);
    }

    [Fact]
    public void Every_experiment_that_ships_can_be_read() =>
        Assert.Equal(["ballast-cpu", "connection-limit", "idle-gap", "known-fault", "nothing-changes", "parallel-sessions", "prompt-size", "retries-hide-resets", "tls-and-dns", "vm-memory", "vm-or-memory"], ExperimentCatalog.Load(ExperimentCatalog.DefaultDirectory).All.Select(e => e.Name));

    private static void Says(string fault, params string[] parts) => Assert.All(parts, p => Assert.Contains(p, fault));
}
