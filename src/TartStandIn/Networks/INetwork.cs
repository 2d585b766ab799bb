namespace Lab.TartStandIn.Networks;

/// <summary>A machine's network while it runs: what was added to the host for it, and how QEMU is told of it. Disposing takes all of that away again.</summary>
/// <remarks>What is added is written down in the machine's directory first, so that the next call can take it away when this process was killed.</remarks>
internal interface INetwork : IAsyncDisposable
{
    /// <summary>What it really is, for <c>get</c>: the kind, the subnet, who gives addresses, or why it is less than what was asked for.</summary>
    string Description { get; }

    /// <summary>The arguments that connect QEMU to it; those for no network where there is none.</summary>
    IReadOnlyList<string> QemuArguments { get; }
}
