namespace Lab.LoadGenerator.Exchange;

/// <summary>The events of the Messages API's stream.</summary>
internal enum EventType
{
    Other,
    MessageStart,
    BlockStart,
    BlockDelta,
    BlockStop,
    MessageDelta,
    MessageStop,
    Ping,
    Error,
}
