using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Lab.Probe;

/// <summary>Lookups by the system's resolver on threads of their own.</summary>
/// <remarks>The runtime's own asynchronous lookup queues behind an earlier one of the same name and holds a pool thread: with a dead resolver it would measure our queue, and starve the service.</remarks>
internal sealed class LookupThreads(IOptions<ProbeOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.Value.MaxLookups);

    public void Dispose() => _places.Dispose();

    /// <summary>Waits for a place among the lookups that are under way.</summary>
    public async Task<Place> Take(CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation);
        return new Place(this);
    }

    private void Release()
    {
        try
        {
            _places.Release();
        }
        catch (ObjectDisposedException)
        {
            // The service ended while the resolver still thought.
        }
    }

    /// <summary>The right to one lookup; held until the resolver has come back, even when nobody waits for it any more.</summary>
    internal sealed class Place(LookupThreads owner) : IDisposable
    {
        private bool _isHeldByLookup;

        public Task<IPAddress[]> Lookup(string host, AddressFamily family, CancellationToken cancellation)
        {
            var done = new TaskCompletionSource<IPAddress[]>(TaskCreationOptions.RunContinuationsAsynchronously);
            new Thread(() => Run(host, family, done), maxStackSize: 256 * 1024) { IsBackground = true, Name = "lookup" }.Start();
            _isHeldByLookup = true;
            return done.Task.WaitAsync(cancellation);
        }

        public void Dispose()
        {
            if (!_isHeldByLookup)
            {
                owner.Release();
            }
        }

        private void Run(string host, AddressFamily family, TaskCompletionSource<IPAddress[]> done)
        {
            try
            {
                // For the host's own name the runtime answers with both families, whichever was asked for.
                done.SetResult([.. Dns.GetHostAddresses(host, family).Where(a => a.AddressFamily == family)]);
            }
            catch (Exception exception)
            {
                done.SetException(exception);
                _ = done.Task.Exception;
            }
            finally
            {
                owner.Release();
            }
        }
    }
}
