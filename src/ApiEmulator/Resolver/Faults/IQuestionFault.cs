namespace Lab.ApiEmulator.Resolver.Faults;

/// <summary>A fault of the resolver, of the plan in force; one object serves every question it strikes.</summary>
internal interface IQuestionFault
{
    /// <summary>Its name in plans, spans, counters.</summary>
    string Kind { get; }

    /// <summary>One sentence for the reader of a trace: what the emulator did.</summary>
    string Says { get; }

    /// <summary>Whether it can strike questions of a type.</summary>
    bool CanStrike(ushort type) => true;

    /// <summary>What becomes of the reply that would have been given.</summary>
    DnsReply Strike(DnsReply reply);
}
