using Lab.ApiEmulator.Messages;

namespace Lab.ApiEmulator.Faults;

/// <summary>A fault of requests in the plan in force; one object serves every request it strikes.</summary>
internal interface IFault
{
    /// <summary>Its name in plans, spans, counters.</summary>
    string Kind { get; }

    /// <summary>How many events of the reply the client gets first; null strikes before the headers.</summary>
    int? AfterEvents { get; }

    /// <summary>Whether at least the last event of the reply is missing where it strikes, however few the reply has.</summary>
    bool IsBeforeLast => false;

    /// <summary>Whether it has nothing to strike in a reply in one piece, which then goes on as if it had been spared.</summary>
    bool SparesWhole => false;

    /// <summary>It strikes while the request's body is read, once so many bytes of it have been, and spares smaller ones; null strikes when all is read.</summary>
    int? Above => null;

    /// <summary>One sentence for the reader of a trace: what the emulator did.</summary>
    string Says { get; }

    /// <summary>Does it. True when the reply goes on afterwards as if nothing had been.</summary>
    ValueTask<bool> Strike(Exchange exchange);
}

/// <summary>A fault of a stream's events, which makes something else of a reply in one piece.</summary>
internal interface ISpoilsReply : IFault
{
    /// <summary>Answers instead of the reply.</summary>
    /// <param name="exchange">Nothing was sent of its response yet.</param>
    /// <param name="reply">The reply in JSON, as it would have been.</param>
    ValueTask Spoil(Exchange exchange, ReadOnlyMemory<byte> reply);
}
