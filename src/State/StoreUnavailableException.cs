namespace Lab.State;

/// <summary>The store did not answer. Nothing is known of what it did.</summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>With what the client library said.</summary>
    public StoreUnavailableException(string command, string endpoint, Exception inner)
        : base($"The store at {endpoint} did not answer {command}: {inner?.Message} Is it running? The setting ConnectionStrings:redis says where the lab looks for it.", inner)
    {
    }

    /// <summary>With a text of its own.</summary>
    public StoreUnavailableException(string message, Exception? inner) : base(message, inner)
    {
    }

    /// <summary>With a text of its own.</summary>
    public StoreUnavailableException(string message) : base(message)
    {
    }

    /// <summary>Without a text.</summary>
    public StoreUnavailableException() : this("The store did not answer.")
    {
    }
}
