using System.Diagnostics;
using System.Diagnostics.Metrics;
using Lab.Contracts;
using Lab.ServiceDefaults;
using Lab.VmController.Backends;
using Lab.VmController.Reconciling;
using Lab.VmController.Tart;

namespace Lab.VmController.Telemetry;

/// <summary>The spans and metrics of machines. A machine's steps go on in the trace of whoever asked for it.</summary>
internal sealed class VmTelemetry : IDisposable
{
    private readonly ActivitySource _source;
    private readonly Meter _meter;
    private readonly Histogram<double> _boot;
    private readonly Histogram<double> _firstIp;
    private readonly Histogram<double> _steps;
    private readonly Counter<long> _failures;

    public VmTelemetry(ServiceIdentity identity, Fleet fleet)
    {
        _source = new ActivitySource(LabSources.For(identity.Service));
        _meter = new Meter(LabSources.For(identity.Service));
        _boot = _meter.CreateHistogram<double>("lab.vm.boot.duration", "s", "From the start command to a machine that is ready.");
        _firstIp = _meter.CreateHistogram<double>("lab.vm.first_ip.duration", "s", "From the start command to a machine's first address.");
        _steps = _meter.CreateHistogram<double>("lab.vm.step.duration", "s", "How long a step of a machine took, whatever came of it.");
        _failures = _meter.CreateCounter<long>("lab.vm.step.failures", "{failure}", "Steps of machines that failed, by kind.");
        _meter.CreateObservableGauge("lab.vm.count", () => Counts(fleet), "{machine}", "The lab's machines by state.");
    }

    public Activity? Step(string step, Machine machine, Backend backend, ActivityContext askedBy)
    {
        // A root of its own where nobody's trace is known, and never below whatever the loop is doing.
        var activity = _source.CreateActivity($"vm {step}", ActivityKind.Internal, askedBy);
        return activity?.SetTag("lab.vm.name", machine.Name).SetTag("lab.vm.backend", backend.View.Name).SetTag("lab.vm.is_virtual_machine", backend.View.IsVirtualMachine).Start();
    }

    public static void Fail(Activity? activity, TartError error) =>
        activity?.SetStatus(ActivityStatusCode.Error, error.Text).SetTag("error.type", Words.Kebab(error.Kind));

    /// <summary>A step is over.</summary>
    public void Ended(string step, string? backend, TimeSpan took, TartError? error)
    {
        var tags = new TagList { { "lab.vm.step", step }, { "lab.vm.backend", backend } };
        if (error is not null)
        {
            tags.Add("error.type", Words.Kebab(error.Kind));
            _failures.Add(1, tags);
        }

        _steps.Record(took.TotalSeconds, tags);
    }

    public void Addressed(TimeSpan after, Backend backend) => _firstIp.Record(after.TotalSeconds, Tag(backend));

    public void Booted(TimeSpan took, Backend backend) => _boot.Record(took.TotalSeconds, Tag(backend));

    public void Dispose()
    {
        _source.Dispose();
        _meter.Dispose();
    }

    private static KeyValuePair<string, object?> Tag(Backend backend) => new("lab.vm.backend", backend.View.Name);

    private static IEnumerable<Measurement<int>> Counts(Fleet fleet)
    {
        var states = fleet.Select(m => m.State);
        return Enum.GetValues<VmState>().Select(s => new Measurement<int>(states.Count(x => x == s), new KeyValuePair<string, object?>("lab.vm.state", Words.Kebab(s))));
    }
}
