using Lab.TartStandIn.Networks;

namespace Lab.TartStandIn.Machines;

/// <summary>What stands in for a virtual machine while <c>run</c> is in the foreground.</summary>
internal interface IMachine : IAsyncDisposable
{
    /// <summary>What it is, in a few words for <c>get</c>.</summary>
    string Nature { get; }

    /// <summary>One line for the user: what it is and what it has not.</summary>
    string Describe(string name, INetwork network);

    /// <summary>Done, with what <c>run</c> prints, when it ended by itself.</summary>
    Task<string> Ended { get; }

    /// <summary>Brings it up; done when a guest would answer, or when it ended before.</summary>
    /// <exception cref="OperationCanceledException">It was stopped meanwhile.</exception>
    /// <exception cref="CommandLine.RefusedException">It cannot be started.</exception>
    Task Boot(INetwork network, CancellationToken stopped);

    /// <summary>Runs a command in its guest, such as it is.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="output">Takes what it writes.</param>
    /// <param name="gone">Nobody waits for the answer any more.</param>
    Task<GuestAnswer> Execute(IReadOnlyList<string> command, GuestOutput output, CancellationToken gone);
}

/// <summary>Takes what a command in a guest writes, as it comes.</summary>
internal delegate Task GuestOutput(ReadOnlyMemory<byte> bytes, bool isError);

/// <summary>What a guest answered.</summary>
/// <param name="ExitCode">The command's exit code.</param>
/// <param name="Error">A last line for standard error.</param>
/// <param name="Ending">What <c>run</c> prints when the command ended the machine; null while it goes on.</param>
internal sealed record GuestAnswer(int ExitCode, string Error = "", string? Ending = null);
