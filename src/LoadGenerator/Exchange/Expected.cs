namespace Lab.LoadGenerator.Exchange;

/// <summary>What a request asks for, and so what counts as its answer.</summary>
internal enum Expected
{
    /// <summary>A message as a stream of events.</summary>
    Stream,

    /// <summary>A message in one piece of JSON.</summary>
    Whole,

    /// <summary>Any body of a response that says yes.</summary>
    Anything,

    /// <summary>A header alone.</summary>
    Header,
}
