using Lab.Contracts;

namespace Lab.ApiEmulator.Journals;

/// <summary>The latest requests of a plan, in the order in which their headers came.</summary>
/// <param name="most">How many are remembered.</param>
internal sealed class RequestJournal(int most)
{
    /// <summary>The most that a plan may ask for, at some 2 KB each.</summary>
    public const int Most = 100_000;

    private readonly Lock _gate = new();
    private readonly Queue<JournalEntry> _entries = new();

    public bool IsKept => most > 0;

    public void Enter(JournalEntry entry)
    {
        lock (_gate)
        {
            if (_entries.Count == most)
            {
                _entries.Dequeue();
            }

            _entries.Enqueue(entry);
        }
    }

    /// <summary>The requests, oldest first.</summary>
    /// <param name="session">Only that session's; null is everybody's.</param>
    /// <param name="since">Only those from then on; null is from the beginning.</param>
    public IReadOnlyList<EmulatorRequest> Read(string? session, DateTimeOffset? since)
    {
        lock (_gate)
        {
            return [.. _entries.Select(e => e.Seen).Where(r => (session is null || r.Session == session) && (since is null || r.At >= since))];
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
        }
    }
}
