using Lab.Contracts;

namespace Lab.Probe.Probes;

/// <summary>What a probe is attempted on.</summary>
internal enum ProbeScope
{
    /// <summary>The target's name, once a family.</summary>
    Name,

    /// <summary>Every address of the target.</summary>
    EveryAddress,

    /// <summary>The first address of each family, the one that a client dials first.</summary>
    FirstAddress,
}

/// <summary>One kind of measurement: a single attempt on a socket of its own. The runner times, limits and classifies it.</summary>
internal interface IProbe
{
    /// <summary>Its name in readings, spans and metrics.</summary>
    string Name { get; }

    /// <summary>What it is attempted on.</summary>
    ProbeScope Scope { get; }

    /// <summary>Where an attempt begins; it moves on by <see cref="ProbeAttempt.Step"/>.</summary>
    FailureLayer Layer { get; }

    /// <summary>Whether it makes sense for the target.</summary>
    bool IsFor(Uri target) => true;

    /// <summary>Makes the attempt. What it throws is classified; it must give way to the cancellation.</summary>
    Task Attempt(ProbeAttempt attempt, CancellationToken cancellation);
}
