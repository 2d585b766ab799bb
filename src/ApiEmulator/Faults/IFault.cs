using Lab.ApiEmulator.Messages;

namespace Lab.ApiEmulator.Faults;

/// <summary>A fault of the plan in force; one object serves every request it strikes.</summary>
internal interface IFault
{
    /// <summary>Its name in plans, spans, counters.</summary>
    string Kind { get; }

    /// <summary>How many events of the reply the client gets first; null strikes before the headers.</summary>
    int? AfterEvents { get; }

    /// <summary>One sentence for the reader of a trace: what the emulator did.</summary>
    string Says { get; }

    /// <summary>Does it. True when the reply goes on afterwards as if nothing had been.</summary>
    ValueTask<bool> Strike(Exchange exchange);
}
