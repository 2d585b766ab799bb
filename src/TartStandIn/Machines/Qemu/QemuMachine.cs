using System.ComponentModel;
using System.Net.Sockets;
using System.Threading.Channels;
using Lab.Shell;
using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Home;
using Lab.TartStandIn.Networks;

namespace Lab.TartStandIn.Machines.Qemu;

/// <summary>A virtual machine: QEMU as a child of this process, with a small Linux that takes its memory before it answers.</summary>
internal sealed class QemuMachine : IMachine
{
    private const string Log = "qemu.log";

    private static readonly TimeSpan QuitLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly QemuHost _host;
    private readonly string _image;
    private readonly Acceleration _acceleration;
    private readonly TartHome _home;
    private readonly VmDirectory _vm;
    private readonly VmConfig _config;
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<GuestAgent> _free = Channel.CreateUnbounded<GuestAgent>();
    private readonly List<GuestAgent> _agents = [];

    private RunRecord? _record;
    private ChildProcess? _process;
    private Qmp? _qmp;

    private QemuMachine(QemuHost host, string image, Acceleration acceleration, TartHome home, VmDirectory vm, VmConfig config) =>
        (_host, _image, _acceleration, _home, _vm, _config) = (host, image, acceleration, home, vm, config);

    public string Nature => $"qemu, {_acceleration.Description}; a small Linux that has written all of its memory but 64 MiB";

    /// <summary>Above it a signal ended it.</summary>
    private const int MostExitCode = 128;

    public Task<string> Ended => _ended.Task;

    public static async Task<IMachine> Prepare(TartHome home, VmDirectory vm, VmConfig config, CancellationToken stopped)
    {
        var host = QemuHost.Find().Host!;
        var image = await GuestImage.Make(host, home, stopped);
        return new QemuMachine(host, image, await Acceleration.Decide(host, image, home, stopped), home, vm, config);
    }

    public string Describe(string name, INetwork network) =>
        $"stand-in: \"{name}\" is a virtual machine in QEMU ({_acceleration.Description}) with {_config.MemoryBytes >> 20} MiB and a small Linux; network: {network.Description}. It is not Apple's hypervisor and shows nothing of macOS.";

    public async Task Boot(INetwork network, CancellationToken stopped)
    {
        Directory.SetCurrentDirectory(_vm.Path);
        DeleteSockets();
        _record = RunRecord.Write(_home);
        var command = new Command(_host.Qemu, QemuArguments.For(_host, _image, _acceleration, _record.Id, _vm, _config, network));
        try
        {
            _process = await ChildProcess.Start(command, "/dev/null", Log);
        }
        catch (Win32Exception exception)
        {
            throw new RefusedException($"Error: QEMU did not start: {exception.Message}", 1);
        }

        _qmp = await Open(stopped);
        _ = WatchEnd(_process, _qmp);
        for (var i = 0; i < GuestImage.Agents; i++)
        {
            var agent = new GuestAgent(
                await Connect(QemuArguments.AgentSocket(i, isError: false), stopped),
                await Connect(QemuArguments.AgentSocket(i, isError: true), stopped));
            _agents.Add(agent);
            _free.Writer.TryWrite(agent);
        }

        // The agents start when the memory is taken.
        var answered = Execute(["true"], (_, _) => Task.CompletedTask, stopped);
        await Task.WhenAny(answered, _ended.Task, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopped));
        stopped.ThrowIfCancellationRequested();

        // Its sockets are there before it has looked at all its arguments: one that then gives up has not been a machine.
        if (_ended.Task.IsCompleted && await _qmp.Ending is null && await _process.Exited is > 0 and <= MostExitCode and var code)
        {
            throw NotStarted(code);
        }
    }

    public async Task<GuestAnswer> Execute(IReadOnlyList<string> command, GuestOutput output, CancellationToken gone)
    {
        if (command.Count == 0)
        {
            return new GuestAnswer(127, "there is no command to run");
        }

        var agent = await _free.Reader.ReadAsync(gone);
        var code = await agent.Run(command, output, gone);

        // Only one that has answered: another would mix this command's output into the next one's.
        _free.Writer.TryWrite(agent);
        return new GuestAnswer(code);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { Exited.IsCompleted: false } process)
        {
            await (_qmp?.Quit() ?? Task.CompletedTask);
            await Task.WhenAny(process.Exited, Task.Delay(_qmp is null ? TimeSpan.Zero : QuitLimit, TimeProvider.System, CancellationToken.None));
            process.Signal(PosixSignal.Kill);
            await process.Exited;
        }

        _agents.ForEach(a => a.Dispose());
        _qmp?.Dispose();
        DeleteSockets();
        _record?.Dispose();
    }

    private static void DeleteSockets()
    {
        foreach (var socket in Directory.GetFiles(".", "*.sock"))
        {
            File.Delete(socket);
        }
    }

    private async Task WatchEnd(ChildProcess process, Qmp qmp)
    {
        var code = await process.Exited;
        var reason = await qmp.Ending;
        _ended.TrySetResult(QemuEnding.Text(reason, code, QemuArguments.Console));
    }

    private async Task<Qmp> Open(CancellationToken stopped)
    {
        try
        {
            return await Qmp.Open(await Connect(QemuArguments.ControlSocket, stopped));
        }
        catch (IOException)
        {
            throw NotStarted(await _process!.Exited);
        }
    }

    private static RefusedException NotStarted(int? code) => new($"Error: QEMU did not start ({code}): {File.ReadAllText(Log).Trim()}", 1);

    /// <summary>QEMU makes its sockets when it starts, and does not start where something is wrong with its arguments or with the host.</summary>
    private async Task<Socket> Connect(string path, CancellationToken stopped)
    {
        while (true)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stopped);
                return socket;
            }
            catch (SocketException)
            {
                socket.Dispose();
                if (_process!.Exited.IsCompleted)
                {
                    throw NotStarted(await _process.Exited);
                }

                await Task.Delay(Poll, TimeProvider.System, stopped);
            }
        }
    }
}
