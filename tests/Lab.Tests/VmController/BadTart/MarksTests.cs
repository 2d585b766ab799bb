using System.Diagnostics;
using System.Diagnostics.Metrics;
using Lab.Contracts;
using Lab.Tests.Support;
using Lab.Tests.TartStandIn;

namespace Lab.Tests.VmController.BadTart;

/// <summary>The marks of a boot and the figures of the steps, with a command line that gives an address.</summary>
public sealed class MarksTests(Stores stores)
{
    private static readonly VmSpec Small = new() { Image = "base", Cpu = 1, MemoryMiB = 64, Lease = TimeSpan.FromMinutes(5) };

    private readonly string _root = RunningController.NewRoot();

    [Fact]
    public async Task The_first_address_and_being_ready_are_marked_apart_and_each_step_is_timed()
    {
        var spans = new List<Activity>();
        var figures = new List<(string Name, string? Step, string? Error)>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == "Lab.vm-controller",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a => { lock (spans) { spans.Add(a); } },
        };
        ActivitySource.AddActivityListener(listener);
        using var meters = new MeterListener { InstrumentPublished = (i, l) => { if (i.Meter.Name == "Lab.vm-controller") { l.EnableMeasurementEvents(i); } } };
        meters.SetMeasurementEventCallback<double>((i, _, tags, _) => Note(i.Name, tags));
        meters.SetMeasurementEventCallback<long>((i, _, tags, _) => Note(i.Name, tags));
        meters.Start();
        var tart = new LyingTart(_root);
        tart.Say("exec", "", 1, "Failed to connect to the VM using its control socket: gone, is the Tart Guest Agent running?");
        await using var controller = await RunningController.Start(stores, _root, "--VmController:TartPath", tart.Path);
        using var put = await controller.Put("lab-marks-0", Small);

        await Eventually.Holds(async () => (await controller.Get("lab-marks-0"))!.Ip == LyingTart.Address, "it has an address");
        Assert.Equal(VmState.Starting, (await controller.Get("lab-marks-0"))!.State);

        // It is asked one question at a time: once the second is put, the answer to the first has been noted.
        await Eventually.Holds(() => tart.Calls.Count(c => c.StartsWith("exec ", StringComparison.Ordinal)) > 1, "it was asked twice");
        tart.Heal("exec");
        await controller.Reaches("lab-marks-0", VmState.Ready);
        tart.Say("delete", "", 1, "Operation not permitted");
        using var delete = await controller.Delete("/vms/lab-marks-0");
        await Eventually.Holds(async () => (await controller.Get("lab-marks-0"))!.Error == "Operation not permitted", "the failure is shown");
        tart.Heal("delete");
        await controller.IsGone("lab-marks-0");

        lock (spans)
        {
            var boot = spans.Single(s => s.DisplayName == "vm boot" && (string?)s.GetTagItem("lab.vm.name") == "lab-marks-0");
            Assert.Equal(["first ip", "not ready", "ready"], boot.Events.Select(e => e.Name));
            Assert.Equal(("exec", LyingTart.Address), ((string?)boot.GetTagItem("lab.vm.ready_by"), (string?)boot.GetTagItem("lab.vm.ip")));
        }

        lock (figures)
        {
            Assert.Superset(new HashSet<string?> { "clone", "set", "boot", "stop", "delete" }, figures.Where(f => f.Name == "lab.vm.step.duration").Select(f => f.Step).ToHashSet());
            Assert.Contains(("lab.vm.step.failures", "delete", "unexplained"), figures);
            Assert.Contains(figures, f => f.Name == "lab.vm.first_ip.duration");
            Assert.Contains(figures, f => f.Name == "lab.vm.boot.duration");
        }

        void Note(string name, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string? step = null;
            string? error = null;
            foreach (var (key, value) in tags)
            {
                (step, error) = key switch { "lab.vm.step" => ((string?)value, error), "error.type" => (step, (string?)value), _ => (step, error) };
            }

            lock (figures)
            {
                figures.Add((name, step, error));
            }
        }
    }
}
