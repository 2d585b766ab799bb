using System.Net;

namespace Lab.LoadGenerator.Dialing.Names;

/// <summary>The system's resolver, asked by each session for itself and on a thread of its own.</summary>
/// <remarks>.NET's own asynchronous lookup asks for one name after another when the name is the same, and on the pool's threads: with a resolver that takes 2 s, the fourth of four sessions would have measured 8 s.</remarks>
/// <param name="resolve">Asks the system; null is getaddrinfo.</param>
internal sealed class SystemLookup(Func<string, IPAddress[]>? resolve = null)
{
    /// <summary>Lookups at once in this process. Beyond it a lookup waits, which its time then shows.</summary>
    private const int MostThreads = 512;

    private static readonly SemaphoreSlim Threads = new(MostThreads);

    private readonly Func<string, IPAddress[]> _resolve = resolve ?? Dns.GetHostAddresses;

    /// <summary>Asks. A lookup that nobody waits for any more ends by itself, since getaddrinfo cannot be interrupted.</summary>
    public async Task<IPAddress[]> Find(string host, CancellationToken cancellation)
    {
        await Threads.WaitAsync(cancellation);
        var lookup = Task.Factory.StartNew(() => _resolve(host), CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        _ = lookup.ContinueWith(
            static done =>
            {
                Threads.Release();
                _ = done.Exception;
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return await lookup.WaitAsync(cancellation);
    }
}
