using System.Net;

namespace Lab.LoadGenerator.Dialing.Names;

/// <summary>The addresses that a session keeps for a while, as its client's process does. Failures are not kept.</summary>
/// <param name="life">How long they are kept.</param>
/// <param name="clock">For their age.</param>
internal sealed class KeptNames(TimeSpan life, TimeProvider clock)
{
    private readonly Lock _gate = new();

    // A session dials one host or two: a list is small and fast.
    private readonly List<Kept> _names = [];

    public Found? Find(string host)
    {
        lock (_gate)
        {
            var at = _names.FindIndex(n => n.Host == host);
            if (at < 0)
            {
                return null;
            }

            var age = clock.GetElapsedTime(_names[at].Since);
            if (age >= life)
            {
                _names.RemoveAt(at);
                return null;
            }

            return new Found(_names[at].Addresses, null, $"the name was looked up {age.TotalSeconds:0.#} s ago");
        }
    }

    public void Keep(string host, IPAddress[] addresses)
    {
        lock (_gate)
        {
            _names.RemoveAll(n => n.Host == host);
            _names.Add(new Kept(host, addresses, clock.GetTimestamp()));
        }
    }

    private readonly record struct Kept(string Host, IPAddress[] Addresses, long Since);
}
