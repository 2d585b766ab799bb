using System.Diagnostics;
using Lab.Contracts;
using Lab.VmController.Tart;

namespace Lab.VmController.Reconciling;

/// <summary>What came of asking for a machine.</summary>
/// <param name="View">The machine as it is; null where it was not taken on.</param>
/// <param name="Conflict">Why it was not taken on; null where it was.</param>
/// <param name="IsClosed">It was not taken on since the service is stopping.</param>
internal sealed record Asked(VmView? View, string? Conflict = null, bool IsClosed = false);

/// <summary>The books: every machine that is wanted, or not wanted and still there. One lock guards them; nothing waits while holding it.</summary>
internal sealed class Fleet(TimeProvider clock, ILogger<Fleet> logger) : IDisposable
{
    private const int RememberedNames = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Machine> _machines = [];
    private readonly Dictionary<string, string> _gone = [];
    private readonly Queue<string> _goneOrder = new();
    private readonly SemaphoreSlim _changed = new(0, 1);
    private bool _closed;

    /// <summary>Whether what an earlier life left has been looked for.</summary>
    public bool IsSwept { get; private set; }

    public bool IsEmpty => Select(m => m).Count == 0;

    public Asked Put(string name, VmSpec spec, ActivityContext askedBy)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return new Asked(null, IsClosed: true);
            }

            var now = clock.GetUtcNow();
            if (!_machines.TryGetValue(name, out var machine))
            {
                machine = new Machine(name, spec, askedBy, now, clock.GetTimestamp());
                _machines[name] = machine;
                Wake();
                return new Asked(machine.View());
            }

            if (!machine.Wanted)
            {
                return new Asked(null, $"'{name}' is being deleted ({machine.Dropped.Because}). Ask again when GET says 404.");
            }

            if (Difference(machine.Spec, spec) is { Length: > 0 } difference)
            {
                return new Asked(null, $"'{name}' exists with another spec: {difference}. Delete it first, or take another name.");
            }

            machine.Spec = spec;
            machine.LeaseUntil = now + spec.Lease;
            return new Asked(machine.View());
        }
    }

    /// <summary>The machine, now unwanted; null where there is none.</summary>
    public VmView? Drop(string name, string because, ActivityContext askedBy = default)
    {
        lock (_lock)
        {
            return _machines.TryGetValue(name, out var machine) ? Drop(machine, because, askedBy) : null;
        }
    }

    public IReadOnlyList<VmView> DropRun(string runId, ActivityContext askedBy)
    {
        lock (_lock)
        {
            return [.. _machines.Values.Where(m => LabNames.IsOfRun(m.Name, runId)).Select(m => Drop(m, "its run was deleted", askedBy))];
        }
    }

    /// <summary>Takes on nothing more and drops everything.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var machine in _machines.Values)
            {
                Drop(machine, "the vm-controller is stopping", default);
            }

            Wake();
        }
    }

    public void LapseLeases()
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            foreach (var machine in _machines.Values.Where(m => m.Wanted && m.LeaseUntil <= now))
            {
                Drop(machine, $"its lease ended at {machine.LeaseUntil:HH:mm:ss}Z and nobody renewed it", default);
            }
        }
    }

    /// <summary>Takes on what an earlier life left: to be stopped and deleted.</summary>
    public void Sweep(IReadOnlyDictionary<string, RunProcess?> leftovers)
    {
        lock (_lock)
        {
            foreach (var (name, process) in leftovers)
            {
                var now = clock.GetUtcNow();
                if (!_machines.TryGetValue(name, out var machine))
                {
                    machine = new Machine(name, new VmSpec(), default, now, clock.GetTimestamp());
                    _machines[name] = machine;
                    Drop(machine, "an earlier life of the lab left it", default);
                }

                machine.Phase = Phase.Leftover;
                machine.Process = process;
                machine.Note(now);
            }

            IsSwept = true;
        }
    }

    public void Forget(Machine machine)
    {
        lock (_lock)
        {
            _machines.Remove(machine.Name);
            machine.Unwanted.Dispose();
            if (!_gone.ContainsKey(machine.Name))
            {
                _goneOrder.Enqueue(machine.Name);
            }

            _gone[machine.Name] = machine.Dropped.Because;
            while (_goneOrder.Count > RememberedNames)
            {
                _gone.Remove(_goneOrder.Dequeue());
            }
        }

        logger.LogInformation("{Name} is gone: {Because}.", machine.Name, machine.Dropped.Because);
    }

    /// <summary>Why a machine that once was is no more; null where there never was one of that name, or it is there.</summary>
    public string? WhyGone(string name)
    {
        lock (_lock)
        {
            return _machines.ContainsKey(name) ? null : _gone.GetValueOrDefault(name);
        }
    }

    public VmView? View(string name) => Select(m => m.View()).FirstOrDefault(v => v.Name == name);

    /// <summary>Something of every machine, in the order of names, read at one moment.</summary>
    public IReadOnlyList<T> Select<T>(Func<Machine, T> select)
    {
        lock (_lock)
        {
            return [.. _machines.Values.OrderBy(m => m.Name, StringComparer.Ordinal).Select(select)];
        }
    }

    /// <summary>Changes a machine.</summary>
    public void Change(Machine machine, Action<Machine> change)
    {
        lock (_lock)
        {
            change(machine);
            machine.Note(clock.GetUtcNow());
        }
    }

    /// <summary>Lets the reconciler look again at once.</summary>
    public void Wake()
    {
        try
        {
            _changed.Release();
        }
        catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
        {
            // It will look anyway, or never again: a step may outlast the service.
        }
    }

    /// <summary>Waits for a change, or for as long as given.</summary>
    public async Task WaitForChange(TimeSpan limit)
    {
        using var expired = new CancellationTokenSource(limit, clock);
        try
        {
            await _changed.WaitAsync(expired.Token);
        }
        catch (OperationCanceledException)
        {
            // Time to look by itself.
        }
    }

    public void Dispose() => _changed.Dispose();

    private VmView Drop(Machine machine, string because, ActivityContext askedBy)
    {
        if (machine.Wanted)
        {
            machine.Wanted = false;
            machine.Dropped = (clock.GetUtcNow(), because);
            machine.AskedBy = askedBy == default ? machine.AskedBy : askedBy;
            machine.NextTry = default;
            machine.Unwanted.Cancel();
            machine.Note(clock.GetUtcNow());
            Wake();
            logger.LogInformation("{Name} is to be stopped and deleted: {Because}.", machine.Name, because);
        }

        return machine.View();
    }

    private static string Difference(VmSpec now, VmSpec asked)
    {
        List<string> differences = [];
        Compare("image", now.Image, asked.Image);
        Compare("cpu", now.Cpu, asked.Cpu);
        Compare("memoryMiB", now.MemoryMiB, asked.MemoryMiB);
        Compare("network", now.Network, asked.Network);
        return string.Join(", ", differences);

        void Compare<T>(string field, T current, T wanted)
        {
            if (!Equals(current, wanted))
            {
                differences.Add($"{field} is {current?.ToString() ?? "the default"}, asked for {wanted?.ToString() ?? "the default"}");
            }
        }
    }
}
