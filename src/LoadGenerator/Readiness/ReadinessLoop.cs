using System.Diagnostics.CodeAnalysis;

namespace Lab.LoadGenerator.Readiness;

/// <summary>Waits on many connections at once, on a thread of its own, and goes on right there with whoever waited.</summary>
/// <remarks>The runtime's own engine asks the kernel twice for each event of a stream; with thousands of paced streams that is most of what they cost. Who goes on here must not block.</remarks>
internal sealed unsafe class ReadinessLoop
{
    private const int MostEvents = 512;

    private static readonly Lazy<ReadinessLoop[]> Loops = new(() => [.. Enumerable.Range(0, Math.Min(Environment.ProcessorCount, 8)).Select(n => new ReadinessLoop(n))]);
    private static int _next;

    private readonly Lock _gate = new();
    private readonly int _epoll = Epoll.Create();
    private readonly Stack<int> _free = new();
    private ReadyConnection?[] _connections = new ReadyConnection?[256];
    private int _used;
    private int _generation;
    private int _touched;

    private ReadinessLoop(int number) => new Thread(Run) { IsBackground = true, Name = $"readiness-{number}" }.UnsafeStart();

    /// <summary>Whether this system has what it takes; elsewhere connections are the runtime's.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>The loop for a new connection: each in its turn.</summary>
    public static ReadinessLoop Next() => Loops.Value[(uint)Interlocked.Increment(ref _next) % (uint)Loops.Value.Length];

    /// <summary>Whether a descriptor is one of the loops' own.</summary>
    public static bool Owns(int descriptor) => Loops.Value.Any(l => l._epoll == descriptor);

    /// <summary>Watches a connection from now on. Returns its key.</summary>
    public long Add(ReadyConnection connection, int descriptor)
    {
        long key;
        lock (_gate)
        {
            if (!_free.TryPop(out var slot))
            {
                slot = _used++;
                if (slot == _connections.Length)
                {
                    var larger = new ReadyConnection?[_connections.Length * 2];
                    _connections.CopyTo(larger, 0);
                    Volatile.Write(ref _connections, larger);
                }
            }

            key = ((long)++_generation << 32) | (uint)slot;
            connection.Key = key;
            _connections[slot] = connection;
        }

        Epoll.Watch(_epoll, descriptor, Epoll.In | Epoll.Out | Epoll.PeerClosed | Epoll.Edges, key);
        return key;
    }

    /// <summary>Forgets a connection; the kernel forgets it when it is closed.</summary>
    public void Remove(long key)
    {
        lock (_gate)
        {
            _connections[(int)key] = null;
            _free.Push((int)key);
        }
    }

    /// <summary>With thousands of streams nearly all that one needs has left the processor's caches since its last event. Asked for all at once the waits for memory overlap; one stream after the other they would add up.</summary>
    private void Touch(byte* events, int count)
    {
        if (count < 2)
        {
            return;
        }

        var connections = Volatile.Read(ref _connections);
        var touched = 0;
        for (var index = 0; index < count; index++)
        {
            touched += connections[(int)Epoll.Read(events, index).Data]?.Touch() ?? 0;
        }

        // Kept, or the compiler would leave the reads out.
        _touched = touched;
    }

    [SuppressMessage("Design", "CA1031", Justification = "What a continuation throws is its own; the loop serves all the others.")]
    private void Run()
    {
        var clean = ExecutionContext.Capture()!;
        var events = stackalloc byte[MostEvents * Epoll.EventBytes];
        while (true)
        {
            var count = Epoll.Wait(_epoll, events, MostEvents);
            Touch(events, count);
            for (var index = 0; index < count; index++)
            {
                var (what, key) = Epoll.Read(events, index);

                // One that was closed meanwhile may have left its place to another.
                if (Volatile.Read(ref _connections)[(int)key] is not { } connection || connection.Key != key)
                {
                    continue;
                }

                connection.Happened(what);
                ExecutionContext.Restore(clean);
            }
        }
    }
}
