using System.Diagnostics;
using Lab.Contracts;
using Lab.VmController.Reconciling;

namespace Lab.VmController.Ballast;

/// <summary>What came of asking for a ballast that is in the books, or of putting it there.</summary>
/// <param name="View">The ballast as it is; null where it was not taken on.</param>
/// <param name="Conflict">Why it was not taken on; null where it was.</param>
/// <param name="IsClosed">It was not taken on since the service is stopping.</param>
internal sealed record BallastAsked(BallastView? View, string? Conflict = null, bool IsClosed = false);

/// <summary>The books: every ballast that is wanted, or not wanted and still there. One lock guards them; nothing waits while holding it.</summary>
internal sealed class BallastBooks(TimeProvider clock, ILogger<BallastBooks> logger) : IMemoryPromises, IDisposable
{
    private const int RememberedNames = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, BallastEntry> _entries = [];
    private readonly Dictionary<string, string> _gone = [];
    private readonly Queue<string> _goneOrder = new();
    private readonly Wakeup _changed = new(clock);
    private bool _closed;

    public bool IsEmpty => Select(e => e).Count == 0;

    /// <summary>Renews the lease of one that is there; null where there is none of that name.</summary>
    public BallastAsked? Renew(string name, BallastSpec spec)
    {
        lock (_lock)
        {
            return _closed ? new BallastAsked(null, IsClosed: true) : _entries.TryGetValue(name, out var entry) ? Renew(entry, spec) : null;
        }
    }

    /// <summary>Takes one on that the host has room for.</summary>
    public BallastAsked Begin(string name, BallastSpec spec, ActivityContext askedBy)
    {
        lock (_lock)
        {
            if (Renew(name, spec) is { } known)
            {
                return known;
            }

            var entry = new BallastEntry(name, spec, askedBy, clock.GetUtcNow());
            _entries[name] = entry;
            Wake();
            return new BallastAsked(entry.View());
        }
    }

    /// <summary>The ballast, now unwanted; null where there is none.</summary>
    public BallastView? Drop(string name, string because, ActivityContext askedBy = default)
    {
        lock (_lock)
        {
            return _entries.TryGetValue(name, out var entry) ? Drop(entry, because, askedBy) : null;
        }
    }

    /// <summary>Takes on nothing more and drops everything.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var entry in _entries.Values)
            {
                Drop(entry, "the vm-controller is stopping", default);
            }

            Wake();
        }
    }

    public void LapseLeases()
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            foreach (var entry in _entries.Values.Where(e => e.Wanted && e.LeaseUntil <= now))
            {
                Drop(entry, $"its lease ended at {entry.LeaseUntil:HH:mm:ss}Z and nobody renewed it", default);
            }
        }
    }

    public void Forget(BallastEntry entry)
    {
        lock (_lock)
        {
            _entries.Remove(entry.Name);
            if (!_gone.ContainsKey(entry.Name))
            {
                _goneOrder.Enqueue(entry.Name);
            }

            _gone[entry.Name] = entry.Because;
            while (_goneOrder.Count > RememberedNames)
            {
                _gone.Remove(_goneOrder.Dequeue());
            }
        }

        logger.LogInformation("{Name} is gone: {Because}.", entry.Name, entry.Because);
    }

    /// <summary>Why one that once was is no more; null where there never was one of that name, or it is there.</summary>
    public string? WhyGone(string name)
    {
        lock (_lock)
        {
            return _entries.ContainsKey(name) ? null : _gone.GetValueOrDefault(name);
        }
    }

    public BallastView? View(string name) => Select(e => e.View()).FirstOrDefault(v => v.Name == name);

    /// <summary>Something of every ballast, in the order of names, read at one moment.</summary>
    public IReadOnlyList<T> Select<T>(Func<BallastEntry, T> select)
    {
        lock (_lock)
        {
            return [.. _entries.Values.OrderBy(e => e.Name, StringComparer.Ordinal).Select(select)];
        }
    }

    public void Change(Action change)
    {
        lock (_lock)
        {
            change();
        }
    }

    /// <inheritdoc />
    public IReadOnlyList<MemoryPromise> Promises() =>
        [.. Select(e => (e.State, Promise: new MemoryPromise(e.Name, e.Spec.MemoryMiB, IsTaken: e.State != BallastState.Filling))).Where(e => e.State != BallastState.Failed).Select(e => e.Promise)];

    /// <summary>Lets the keeper look again at once.</summary>
    public void Wake() => _changed.Call();

    /// <summary>Waits for a change, or for as long as given.</summary>
    public Task WaitForChange(TimeSpan limit) => _changed.Wait(limit);

    public void Dispose() => _changed.Dispose();

    private static BallastAsked Renew(BallastEntry entry, BallastSpec spec, DateTimeOffset now)
    {
        if (!entry.Wanted)
        {
            return new BallastAsked(null, $"'{entry.Name}' is being ended ({entry.Because}). Ask again when GET says 404.");
        }

        if ((entry.Spec with { Lease = spec.Lease }) != spec)
        {
            return new BallastAsked(null, $"'{entry.Name}' exists with another spec: {entry.Spec.MemoryMiB} MiB and {entry.Spec.Cores} cores, asked for {spec.MemoryMiB} MiB and {spec.Cores} cores. Delete it first, or take another name.");
        }

        (entry.Spec, entry.LeaseUntil) = (spec, now + spec.Lease);
        return new BallastAsked(entry.View());
    }

    private BallastAsked Renew(BallastEntry entry, BallastSpec spec) => Renew(entry, spec, clock.GetUtcNow());

    private BallastView Drop(BallastEntry entry, string because, ActivityContext askedBy)
    {
        if (entry.Wanted)
        {
            entry.Drop(because, clock.GetUtcNow());
            entry.AskedBy = askedBy == default ? entry.AskedBy : askedBy;
            Wake();
            logger.LogInformation("{Name} is to be ended: {Because}.", entry.Name, because);
        }

        return entry.View();
    }
}
