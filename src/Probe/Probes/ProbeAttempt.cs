using System.Net;
using Lab.Contracts;

namespace Lab.Probe.Probes;

/// <summary>One attempt of a probe: where it goes, how far it has come, and what it has learned, also when it fails half way.</summary>
/// <param name="target">What is probed.</param>
/// <param name="family"><c>ipv4</c> or <c>ipv6</c>.</param>
/// <param name="address">The address; null for a lookup.</param>
internal sealed class ProbeAttempt(Uri target, string family, IPAddress? address)
{
    private readonly Dictionary<string, string> _facts = [];
    private Action? _stopClock;

    public Uri Target => target;

    /// <summary>The name or the address as the target gives it, without brackets.</summary>
    public string Host => target.IdnHost.Trim('[', ']');

    public int Port => target.Port;

    public bool IsTls => target.Scheme == Uri.UriSchemeHttps;

    public string Family => family;

    public IPAddress? Address => address;

    /// <summary>The address with its port, for a probe whose scope is an address.</summary>
    public IPEndPoint EndPoint => new(address ?? throw new InvalidOperationException("This attempt has no address."), Port);

    public FailureLayer Layer { get; private set; }

    /// <summary>What it is doing, in words that fit before "nothing within 2 s".</summary>
    public string Doing { get; private set; } = "starting";

    public IReadOnlyDictionary<string, string> Facts
    {
        get
        {
            // A lookup that nobody waits for any more may still note what it found.
            lock (_facts)
            {
                return new Dictionary<string, string>(_facts);
            }
        }
    }

    /// <summary>What a lookup answered.</summary>
    public IReadOnlyList<IPAddress> Answers { get; set; } = [];

    /// <summary>Set by a probe that learned more than an exception could say.</summary>
    public Failure? Failure { get; private set; }

    public void Step(FailureLayer layer, string doing)
    {
        Layer = layer;
        Doing = doing;
    }

    public void Note(string name, string value)
    {
        lock (_facts)
        {
            _facts[name] = value;
        }
    }

    /// <summary>It failed at the present layer.</summary>
    public void Fail(FailureKind kind, string detail, string? errno = null) => Failure = new Failure(Layer, kind, errno, detail);

    /// <summary>Ends the measured time; what follows only explains.</summary>
    public void StopClock() => _stopClock?.Invoke();

    internal void OnStopClock(Action stop) => _stopClock = stop;
}
