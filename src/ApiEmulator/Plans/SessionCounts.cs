namespace Lab.ApiEmulator.Plans;

/// <summary>Numbers each session's requests under one plan.</summary>
/// <remarks>Bounded, and said once when the bound is reached: beyond the capacity the session that came first is forgotten, and starts at 1 again should it come back.</remarks>
internal sealed class SessionCounts(Action<int> onFull, int capacity = SessionCounts.Capacity)
{
    /// <summary>Sessions that one plan remembers, at some 50 bytes each.</summary>
    public const int Capacity = 262_144;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, long> _counts = [];
    private readonly Queue<ulong> _order = new();
    private bool _isFull;

    /// <summary>The number of a session's next request, from 1.</summary>
    public long Next(ulong session)
    {
        lock (_gate)
        {
            if (_counts.TryGetValue(session, out var count))
            {
                _counts[session] = count + 1;
                return count + 1;
            }

            if (_counts.Count == capacity)
            {
                _counts.Remove(_order.Dequeue());
                if (!_isFull)
                {
                    _isFull = true;
                    onFull(capacity);
                }
            }

            _order.Enqueue(session);
            _counts[session] = 1;
            return 1;
        }
    }
}
