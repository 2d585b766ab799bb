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
internal sealed partial class Fleet(TimeProvider clock, ILogger<Fleet> logger) : IDisposable
{
    private const int RememberedNames = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Machine> _machines = [];
    private readonly Dictionary<string, string> _gone = [];
    private readonly Queue<string> _goneOrder = new();
    private readonly HashSet<string> _leftAlone = [];
    private readonly Wakeup _changed = new(clock);
    private bool _closed;

    /// <summary>Whether what an earlier life left has been looked for.</summary>
    public bool IsSwept { get; private set; }

    /// <summary>Whether it takes on nothing more.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_lock)
            {
                return _closed;
            }
        }
    }

    public bool IsEmpty => Select(m => m).Count == 0;

    public Asked Put(string name, VmSpec spec, ActivityContext askedBy)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return new Asked(null, IsClosed: true);
            }

            if (!_machines.TryGetValue(name, out var machine))
            {
                return new Asked(Add(name, spec, askedBy).View());
            }

            if (!machine.Wanted)
            {
                return new Asked(null, $"'{name}' is being deleted ({machine.Dropped.Because}). Ask again when GET says 404.");
            }

            if (SpecDifference.Between(machine.Spec, spec) is { Length: > 0 } difference)
            {
                return new Asked(null, $"'{name}' exists with another spec: {difference}. Delete it first, or take another name.");
            }

            machine.Spec = spec;
            machine.LeaseUntil = clock.GetUtcNow() + spec.Lease;
            return new Asked(machine.View());
        }
    }

    /// <summary>The machine, now unwanted; null where there is none.</summary>
    public VmView? Drop(string name, string because, ActivityContext askedBy = default)
    {
        lock (_lock)
        {
            foreach (var set in _sets.Values)
            {
                set.Awaited.Remove(name);
            }

            return _machines.TryGetValue(name, out var machine) ? Drop(machine, because, askedBy) : null;
        }
    }

    /// <summary>Takes on nothing more and drops everything.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _sets.Clear();
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
            foreach (var ended in _sets.Where(s => s.Value.Until <= now).Select(s => s.Key).ToList())
            {
                _sets.Remove(ended);
            }

            foreach (var machine in _machines.Values.Where(m => m.Wanted && m.LeaseUntil <= now))
            {
                Drop(machine, $"its lease ended at {machine.LeaseUntil:HH:mm:ss}Z and nobody renewed it", default);
            }
        }
    }

    /// <summary>Takes on what an earlier life left, or a crashed step, or whoever uses the lab's names: to be stopped and deleted.</summary>
    public void Sweep(IReadOnlyDictionary<string, RunProcess?> leftovers, string because)
    {
        lock (_lock)
        {
            foreach (var (name, process) in leftovers)
            {
                if (!_machines.TryGetValue(name, out var machine))
                {
                    machine = Add(name, new VmSpec(), default);
                    Drop(machine, because, default);
                }
                else if (IsSwept)
                {
                    // Asked for since the look: the table refuses it, for it is not known whose it is.
                    continue;
                }

                machine.Phase = Phase.Leftover;
                machine.Process = process;
                machine.Note(clock.GetUtcNow());
            }

            IsSwept = true;
        }
    }

    /// <summary>Of these names the ones that nobody asked for and that were not found to be somebody else's.</summary>
    public IReadOnlyList<string> Strays(IEnumerable<string> names)
    {
        lock (_lock)
        {
            return [.. names.Where(n => !_machines.ContainsKey(n) && !_leftAlone.Contains(n))];
        }
    }

    /// <summary>A machine of that name is somebody else's: it is not touched as long as this service lives.</summary>
    public void LeaveAlone(string name)
    {
        lock (_lock)
        {
            _leftAlone.Add(name);
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

            _gone[machine.Name] = machine.Traces is [] ? machine.Dropped.Because : $"{machine.Dropped.Because}; of the host was still there: {string.Join(", ", machine.Traces)}";
            while (_goneOrder.Count > RememberedNames)
            {
                _gone.Remove(_goneOrder.Dequeue());
            }

            FillUp();
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
    public void Wake() => _changed.Call();

    /// <summary>Waits for a change, or for as long as given.</summary>
    public Task WaitForChange(TimeSpan limit) => _changed.Wait(limit);

    public void Dispose() => _changed.Dispose();

    private Machine Add(string name, VmSpec spec, ActivityContext askedBy)
    {
        var machine = new Machine(name, spec, askedBy, clock.GetUtcNow(), clock.GetTimestamp());
        _machines[name] = machine;
        Wake();
        return machine;
    }

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
}
