using Lab.Ballast;
using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Home;
using Lab.TartStandIn.Networks;

namespace Lab.TartStandIn.Machines;

/// <summary>A machine that is this process: it holds the memory and nothing else.</summary>
internal sealed class ProcessMachine(VmDirectory vm, VmConfig config) : IMachine
{
    private readonly HeldMemory _memory = new(config.MemoryBytes);

    public string Nature => "process: holds the memory; no guest, no hypervisor";

    /// <summary>Its guest ends only by a command.</summary>
    public Task<string> Ended { get; } = new TaskCompletionSource<string>().Task;

    public string Describe(string name, INetwork network) =>
        $"stand-in: this process holds the {config.MemoryBytes >> 20} MiB of \"{name}\". It is no virtual machine: no guest, no hypervisor; network: {network.Description}.";

    public async Task Boot(INetwork network, CancellationToken stopped)
    {
        try
        {
            await Task.Run(() => _memory.Touch(stopped), stopped);
        }
        catch (OutOfMemoryException)
        {
            throw new RefusedException($"Error: the host does not give the memory of \"{vm.Name}\"", 1);
        }
    }

    /// <summary>Just enough of a guest to be asked whether it is there, to shut down and to crash.</summary>
    public Task<GuestAnswer> Execute(IReadOnlyList<string> command, GuestOutput output, CancellationToken gone) => Task.FromResult(command switch
    {
        ["true"] => new GuestAnswer(0),
        ["false"] => new GuestAnswer(1),
        ["poweroff"] => new GuestAnswer(0, Ending: "guest has stopped the virtual machine"),
        ["panic"] => new GuestAnswer(0, Ending: "guest has stopped the virtual machine due to error: Error Domain=VZErrorDomain Code=1 \"The virtual machine stopped unexpectedly.\""),
        _ => new GuestAnswer(127, $"{string.Join(' ', command)}: command not found (a process stand-in has no guest; it knows true, false, poweroff and panic)"),
    });

    public ValueTask DisposeAsync()
    {
        _memory.Dispose();
        return ValueTask.CompletedTask;
    }
}
