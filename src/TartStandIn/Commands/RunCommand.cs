using System.Runtime.InteropServices;
using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Home;
using Lab.TartStandIn.Machines;
using Lab.TartStandIn.Networks;

namespace Lab.TartStandIn.Commands;

/// <summary><c>run NAME</c>: the machine itself, in the foreground for its whole life.</summary>
internal sealed class RunCommand : ICommand
{
    private const string Stopping = "Stopping VM...";

    public Syntax Syntax { get; } = new("run", "Run a VM")
    {
        Flags =
        [
            "--no-graphics", "--serial", "--no-audio", "--no-clipboard", "--recovery", "--vnc", "--vnc-experimental", "--nested",
            "--suspendable", "--capture-system-keys", "--net-softnet", "--net-host", "--net-none",
        ],
        Options =
        [
            "--serial-path", "--disk", "--dir", "--rosetta", "--root-disk-opts", "--net-bridged",
            "--net-softnet-allow", "--net-softnet-block", "--net-softnet-expose",
        ],
        Positionals = ["name"],
    };

    public async Task<int> Run(Words words, TartHome home)
    {
        // The machine is opened while the words are parsed, hence this command's own prefix and exit code.
        var vm = home.Find(words.Name) ?? throw new RefusedException($"Error: {RefusedException.Missing(words.Name).Message}", 1);
        var wish = NetworkFlags.Read(words);

        using var interrupted = new CancellationTokenSource();
        var hears = false;

        // As with Tart, an interrupt that comes before the machine is started is lost.
        using var interrupt = PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            if (Volatile.Read(ref hears))
            {
                interrupted.Cancel();
            }
        });

        ConfigLock running;
        VmConfig config;
        using (home.Lock())
        {
            // Read before it is locked: closing another descriptor of the file would let the lock go.
            vm.RequireOwn();
            config = vm.ReadConfig();
            running = ConfigLock.TryTake(vm.ConfigFile) ?? throw new RefusedException($"VM \"{words.Name}\" is already running!", 2);

            // It may have been deleted between the two, and then this lock is on nothing.
            vm.RequireComplete();
        }

        using (running)
        {
            Volatile.Write(ref hears, true);
            Console.WriteLine(await Live(wish, home, vm, config, interrupted.Token));
            return 0;
        }
    }

    private static async Task<string> Live(NetworkWish wish, TartHome home, VmDirectory vm, VmConfig config, CancellationToken interrupted)
    {
        try
        {
            var machine = await MachineCatalog.Prepare(home, vm, config, interrupted);
            await using var network = await NetworkCatalog.Attach(wish, home, vm, config, interrupted);
            vm.WriteNature($"{machine.Nature}; network: {network.Description}");
            await Console.Error.WriteLineAsync(machine.Describe(vm.Name, network));
            return await Live(machine, network, vm, interrupted);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return Stopping;
        }
    }

    private static async Task<string> Live(IMachine machine, INetwork network, VmDirectory vm, CancellationToken interrupted)
    {
        // It ends before its network does.
        await using var running = machine;
        await machine.Boot(network, interrupted);
        using var control = ControlSocket.Listen(vm.Path);
        return await control.Serve(machine, interrupted);
    }
}
