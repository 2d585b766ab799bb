using Lab.ApiEmulator.Faults;
using Lab.ApiEmulator.Tls;
using Lab.ApiEmulator.Wire;

namespace Lab.ApiEmulator.Connections;

/// <summary>A fault below HTTP, of the plan in force; one object serves every connection it strikes. Which moment it strikes at is one of the interfaces below.</summary>
internal interface IConnectionFault
{
    /// <summary>Its name in plans, spans, counters.</summary>
    string Kind { get; }

    /// <summary>One sentence for the reader of a trace: what the emulator did.</summary>
    string Says { get; }
}

/// <summary>Shuts the sessions' ports for a while, for everybody.</summary>
internal interface IPortFault : IConnectionFault
{
    /// <summary>How long each look holds; null where only connections that come and go change anything.</summary>
    TimeSpan? Slot { get; }

    /// <summary>Whether the count of connections decides. Otherwise each slot is drawn.</summary>
    bool CountsOpen { get; }

    /// <summary>Whether it can shut them with so many connections open.</summary>
    bool CanShut(int open);
}

/// <summary>Strikes a connection, drawn as it is accepted.</summary>
internal interface IDrawnFault : IConnectionFault
{
    /// <summary>Whether it can strike a connection at all.</summary>
    /// <param name="isTls">Whether it came to the HTTPS port.</param>
    /// <param name="open">Connections open, this one included.</param>
    bool CanStrike(bool isTls, int open) => true;
}

/// <summary>Resets the connection before anything is read.</summary>
internal interface IResetAtOnce : IDrawnFault;

/// <summary>Changes how bytes pass.</summary>
internal interface ILinkFault : IDrawnFault
{
    TimeSpan Latency { get; }

    long? BytesPerSecond { get; }
}

/// <summary>Shows another certificate.</summary>
internal interface ICertificateFault : IDrawnFault
{
    bool IDrawnFault.CanStrike(bool isTls, int open) => isTls;

    ServedCertificate Choose(LabAuthority authority);
}

/// <summary>Acts in the place of the TLS handshake, once the client's hello was read.</summary>
internal interface IHandshakeFault : IDrawnFault
{
    bool IDrawnFault.CanStrike(bool isTls, int open) => isTls;

    ValueTask Strike(ConnectionWire wire);
}

/// <summary>Has the requests of a connection answered with an error while so many are open.</summary>
internal interface IAnswerFault : IDrawnFault
{
    IFault Answer { get; }
}

/// <summary>Strikes a connection that has lain idle behind a response.</summary>
internal interface IIdleFault : IConnectionFault
{
    /// <summary>How long it must have lain idle.</summary>
    TimeSpan After { get; }

    /// <summary>Whether the emulator closes it then. Otherwise it waits for what the client sends next.</summary>
    bool Closes { get; }

    /// <summary>Whether what the client sends next is answered with RST. Otherwise it is taken, and never answered.</summary>
    bool Resets { get; }

    /// <summary>Whole seconds that responses announce beforehand; null where they say nothing.</summary>
    int? Hint { get; }
}
