using Lab.VmController.Reconciling;
using Lab.VmController.Tart;

namespace Lab.Tests.VmController;

/// <summary>Every line of the table: what may never happen, and what must.</summary>
public sealed class TransitionsTests
{
    private sealed record Line(bool Wanted, Phase Phase, Sighting Seen, ProcessState Run, Traces Traces, Step Step);

    private static IReadOnlyList<Line> Table { get; } =
    [
        .. from wanted in new[] { true, false }
           from phase in Enum.GetValues<Phase>()
           from seen in Enum.GetValues<Sighting>()
           from run in Enum.GetValues<ProcessState>()
           from traces in Enum.GetValues<Traces>()
           select new Line(wanted, phase, seen, run, traces, Transitions.Next(wanted, phase, seen, run, traces)),
    ];

    [Fact]
    public void Covers_every_combination_and_uses_every_step()
    {
        Assert.Equal(2 * 7 * 4 * 4 * 4, Table.Count);
        Assert.Equal(Enum.GetValues<Step>().Order(), Table.Select(l => l.Step).Distinct().Order());
    }

    [Fact]
    public void An_inconclusive_look_is_never_taken_for_absent_or_stopped() =>
        Assert.All(
            Table.Where(l => l is { Seen: Sighting.Inconclusive, Run: ProcessState.None or ProcessState.Ended }),
            l => Assert.True(l.Step is Step.Wait or Step.FailEnded || (l is { Wanted: false, Phase: Phase.Pending or Phase.Refused } && l.Step == Step.Forget), l.ToString()));

    [Fact]
    public void A_teardown_is_believed_only_when_the_list_the_processes_and_the_host_agree() =>
        Assert.All(
            Table.Where(l => l is { Step: Step.Forget, Phase: not (Phase.Pending or Phase.Refused) }),
            l => Assert.True(l is { Wanted: false, Seen: Sighting.Absent, Run: ProcessState.None or ProcessState.Ended, Traces: Traces.None or Traces.GivenUp }, l.ToString()));

    [Fact]
    public void What_the_host_still_shows_is_waited_for_and_only_where_all_else_is_gone() =>
        Assert.All(
            Table.Where(l => l.Phase is not (Phase.Pending or Phase.Refused) && (!l.Wanted || l.Phase == Phase.Leftover)),
            l => Assert.Equal(l.Step == Step.AwaitHost, l is { Seen: Sighting.Absent, Run: ProcessState.None or ProcessState.Ended, Traces: Traces.Left or Traces.Unknown }));

    [Fact]
    public void The_host_decides_nothing_about_a_machine_that_is_there() =>
        Assert.All(
            Table.Where(l => l.Seen != Sighting.Absent || l.Run is ProcessState.Alive or ProcessState.Remains).GroupBy(l => (l.Wanted, l.Phase, l.Seen, l.Run)),
            lines => Assert.Single(lines.Select(l => l.Step).Distinct()));

    [Fact]
    public void What_a_killed_process_started_is_stopped_before_anything_is_deleted_or_made() =>
        Assert.All(
            Table.Where(l => l is { Run: ProcessState.Remains, Phase: not (Phase.Pending or Phase.Refused) } && (!l.Wanted || l.Phase == Phase.Leftover)),
            l => Assert.Equal(Step.Stop, l.Step));

    [Fact]
    public void What_is_not_wanted_is_never_made_started_or_asked() =>
        Assert.DoesNotContain(Table, l => !l.Wanted && l.Step is not (Step.Wait or Step.Stop or Step.Delete or Step.AwaitHost or Step.Forget));

    [Fact]
    public void A_machine_is_made_only_where_there_is_none_of_that_name() =>
        Assert.All(Table.Where(l => l.Step == Step.Create), l => Assert.True(l is { Wanted: true, Seen: Sighting.Absent } && (l.Phase == Phase.Pending || (l.Phase == Phase.Leftover && l.Run is not (ProcessState.Alive or ProcessState.Remains))), l.ToString()));

    [Fact]
    public void What_the_lab_did_not_make_is_never_stopped_or_deleted() =>
        Assert.DoesNotContain(Table, l => l is { Phase: Phase.Pending or Phase.Refused, Step: Step.Stop or Step.Delete });

    [Fact]
    public void Nothing_is_deleted_while_it_may_run() =>
        Assert.All(Table.Where(l => l.Step == Step.Delete), l => Assert.True(l is { Seen: Sighting.Stopped, Run: ProcessState.None or ProcessState.Ended }, l.ToString()));

    [Fact]
    public void What_is_wanted_is_stopped_or_deleted_only_where_an_earlier_life_left_it() =>
        Assert.All(Table.Where(l => l is { Wanted: true, Step: Step.Stop or Step.Delete }), l => Assert.Equal(Phase.Leftover, l.Phase));

    [Theory]
    [InlineData(Phase.Pending, Sighting.Absent, ProcessState.None, Step.Create)]
    [InlineData(Phase.Pending, Sighting.Stopped, ProcessState.None, Step.RefuseTaken)]
    [InlineData(Phase.Pending, Sighting.Running, ProcessState.None, Step.RefuseTaken)]
    [InlineData(Phase.Leftover, Sighting.Absent, ProcessState.Ended, Step.Create)]
    [InlineData(Phase.Leftover, Sighting.Running, ProcessState.None, Step.Stop)]
    [InlineData(Phase.Created, Sighting.Stopped, ProcessState.None, Step.Start)]
    [InlineData(Phase.Created, Sighting.Absent, ProcessState.None, Step.FailLost)]
    [InlineData(Phase.Created, Sighting.Running, ProcessState.None, Step.FailUnasked)]
    [InlineData(Phase.Starting, Sighting.Stopped, ProcessState.Alive, Step.Wait)]
    [InlineData(Phase.Starting, Sighting.Running, ProcessState.Alive, Step.Probe)]
    [InlineData(Phase.Starting, Sighting.Running, ProcessState.Ended, Step.FailEnded)]
    [InlineData(Phase.Ready, Sighting.Stopped, ProcessState.Remains, Step.FailEnded)]
    [InlineData(Phase.Ready, Sighting.Running, ProcessState.Alive, Step.Wait)]
    [InlineData(Phase.Ready, Sighting.Inconclusive, ProcessState.Ended, Step.FailEnded)]
    [InlineData(Phase.Ready, Sighting.Stopped, ProcessState.Alive, Step.Doubt)]
    [InlineData(Phase.Ready, Sighting.Absent, ProcessState.Alive, Step.FailLost)]
    [InlineData(Phase.Failed, Sighting.Running, ProcessState.Alive, Step.Wait)]
    public void Brings_what_is_wanted_forward(object phase, object seen, object run, object step) =>
        Assert.Equal((Step)step, Transitions.Next(true, (Phase)phase, (Sighting)seen, (ProcessState)run, Traces.None));

    [Theory]
    [InlineData(Sighting.Running, ProcessState.Alive, Step.Stop)]
    [InlineData(Sighting.Stopped, ProcessState.Remains, Step.Stop)]
    [InlineData(Sighting.Absent, ProcessState.Remains, Step.Stop)]
    [InlineData(Sighting.Running, ProcessState.Ended, Step.Stop)]
    [InlineData(Sighting.Stopped, ProcessState.Alive, Step.Stop)]
    [InlineData(Sighting.Inconclusive, ProcessState.Alive, Step.Stop)]
    [InlineData(Sighting.Absent, ProcessState.Alive, Step.Stop)]
    [InlineData(Sighting.Stopped, ProcessState.Ended, Step.Delete)]
    [InlineData(Sighting.Absent, ProcessState.Ended, Step.Forget)]
    [InlineData(Sighting.Inconclusive, ProcessState.Ended, Step.Wait)]
    public void Undoes_what_is_not_wanted_from_wherever_it_is(object seen, object run, object step)
    {
        foreach (var phase in new[] { Phase.Leftover, Phase.Created, Phase.Starting, Phase.Ready, Phase.Failed })
        {
            Assert.Equal((Step)step, Transitions.Next(false, phase, (Sighting)seen, (ProcessState)run, Traces.None));
        }
    }
}
