using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Lab.Shell;

namespace Lab.LocalHosting;

/// <summary>The processes of an application: started in the order of their waits, watched, and stopped in reverse.</summary>
internal sealed class Fleet(Plan plan, LocalSettings settings, HealthWait health, HostConsole console, TimeProvider clock)
{
    private readonly TaskCompletionSource _allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isStopping;

    public IReadOnlyList<Instance> Instances => plan.Instances;

    /// <summary>Ends when no process is left.</summary>
    public Task AllEnded => _allEnded.Task;

    /// <summary>Starts everything, side by side where nothing waits, and comes back when all of it is healthy.</summary>
    /// <exception cref="DistributedApplicationException">One did not become healthy; the others may be running.</exception>
    public async Task Start(CancellationToken cancellation)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var ready = new Dictionary<IResource, Task>();
        foreach (var instance in Instances)
        {
            _ = Ready(instance.Resource);
        }

        try
        {
            await foreach (var done in Task.WhenEach(ready.Values).WithCancellation(cancellation))
            {
                await done;
            }
        }
        catch
        {
            await failed.CancelAsync();
            await Task.WhenAll(ready.Values).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }

        Task Ready(IResource resource)
        {
            if (!ready.TryGetValue(resource, out var task))
            {
                var waits = resource.Annotations.OfType<WaitAnnotation>().Select(w => Ready(w.Dependency)).ToList();
                ready[resource] = task = StartAfter(waits, resource, failed.Token);
            }

            return task;
        }
    }

    /// <summary>Stops everything that runs, those first that others do not wait for; kills what does not end in time.</summary>
    public async Task Stop(CancellationToken now)
    {
        _isStopping = true;
        var running = Instances.Where(i => i.IsRunning).GroupBy(i => Plan.Depth(i.Resource, [])).OrderByDescending(g => g.Key).ToList();
        foreach (var group in running)
        {
            console.Say($"Stopping {string.Join(", ", group.Select(i => i.Name))}.");
            await Task.WhenAll(group.Select(i => Stop(i, now)));
        }

        foreach (var instance in Instances)
        {
            // Also what a process that ended by itself left behind in its group.
            instance.Process?.KillGroup();
            instance.Process?.Dispose();
        }
    }

    private async Task StartAfter(IReadOnlyList<Task> waits, IResource resource, CancellationToken cancellation)
    {
        await Task.WhenAll(waits);
        await Task.WhenAll(Instances.Where(i => i.Resource == resource).Select(i => Start(i, cancellation)));
    }

    private async Task Start(Instance instance, CancellationToken cancellation)
    {
        var environment = await ServiceEnvironment.Of(instance, cancellation);
        cancellation.ThrowIfCancellationRequested();
        instance.State = InstanceState.Starting;
        var process = instance.Process = ServiceProcess.Start(
            new Command(DotnetHost.Path, instance.Assembly) { WorkingDirectory = instance.Directory, Environment = environment },
            line =>
            {
                instance.Keep(line);
                console.Line(instance.Name, line);
            });
        _ = Watch(instance, process);

        using var limit = new CancellationTokenSource(settings.StartLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var last = "";
        try
        {
            var healthy = health.UntilHealthy(instance, fault => last = fault, either.Token);
            if (await Task.WhenAny(healthy, process.Exited) == process.Exited)
            {
                await either.CancelAsync();
                throw new DistributedApplicationException(Report(instance, $"{instance.Name} ended with exit code {await process.Exited} before it was healthy."));
            }

            await healthy;
            instance.State = InstanceState.Healthy;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new DistributedApplicationException(Report(instance, $"{instance.Name} did not become healthy within {settings.StartLimit.TotalSeconds:0} s. {last}"));
        }
    }

    private async Task Watch(Instance instance, ServiceProcess process)
    {
        var code = await process.Exited;
        var wasHealthy = instance.State is InstanceState.Healthy or InstanceState.Unhealthy;
        instance.State = InstanceState.Ended;
        if (!_isStopping && wasHealthy)
        {
            console.Problem(Report(instance, $"{instance.Name} ended with exit code {code}. It is not started again; the others go on."));
        }

        if (Instances.All(i => i.State == InstanceState.Ended))
        {
            _allEnded.TrySetResult();
        }
    }

    private async Task Stop(Instance instance, CancellationToken now)
    {
        var process = instance.Process!;
        process.Signal(PosixSignal.Terminate);
        try
        {
            await process.Exited.WaitAsync(settings.StopLimit, clock, now);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            console.Problem(exception is TimeoutException
                ? $"{instance.Name} did not end within {settings.StopLimit.TotalSeconds:0} s; killing it with all that it started."
                : $"Killing {instance.Name}.");
            process.Kill();
            await process.Exited;
        }
    }

    private static string Report(Instance instance, string what) => instance.LastLines is { Count: > 0 } lines
        ? $"{what}{Environment.NewLine}Its last lines:{Environment.NewLine}{string.Join(Environment.NewLine, lines.Select(l => "  " + l))}"
        : $"{what} It said nothing.";
}
