using Lab.TartStandIn.Networks;

namespace Lab.TartStandIn.Machines;

/// <summary>What stands in for a virtual machine while <c>run</c> is in the foreground.</summary>
internal interface IMachine : IDisposable
{
    /// <summary>One line for the user: what it is and what it has not.</summary>
    string Describe(string name, INetwork network);

    /// <summary>Brings it up; done when a guest would answer.</summary>
    /// <exception cref="OperationCanceledException">It was stopped meanwhile.</exception>
    Task Boot(CancellationToken stopped);

    /// <summary>Runs a command in its guest, such as it is.</summary>
    GuestAnswer Execute(IReadOnlyList<string> command);
}

/// <summary>What a guest answered.</summary>
/// <param name="ExitCode">The command's exit code.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="Ending">What <c>run</c> prints when the command ended the machine; null while it goes on.</param>
internal sealed record GuestAnswer(int ExitCode, string Error = "", string? Ending = null);
