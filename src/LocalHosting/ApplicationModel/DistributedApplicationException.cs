namespace Aspire.Hosting;

/// <summary>The application as described cannot run; the message says why and what to do.</summary>
public class DistributedApplicationException : Exception
{
    /// <summary>Without a text.</summary>
    public DistributedApplicationException()
    {
    }

    /// <summary>With what is wrong and what to do.</summary>
    public DistributedApplicationException(string message) : base(message)
    {
    }

    /// <summary>With what is wrong and what it came from.</summary>
    public DistributedApplicationException(string message, Exception inner) : base(message, inner)
    {
    }
}
