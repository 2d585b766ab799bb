using Lab.Shell;
using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Commands;

/// <summary><c>stop NAME</c>: interrupts the process that runs it, kills it when the time is over, and does not wait for its death.</summary>
internal sealed class StopCommand : ICommand
{
    private const int DefaultSeconds = 30;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    public Syntax Syntax { get; } = new("stop", "Stop a VM")
    {
        Options = ["--timeout"],
        Numbers = ["--timeout"],
        Short = new Dictionary<string, string> { ["-t"] = "--timeout" },
        Positionals = ["name"],
    };

    public async Task<int> Run(Words words, TartHome home)
    {
        var vm = home.Open(words.Name);
        vm.RequireComplete();
        if (vm.Holder is not { } holder)
        {
            throw new RefusedException($"VM \"{words.Name}\" is not running", 2);
        }

        Processes.Signal(holder, PosixSignal.Interrupt);
        var limit = TimeSpan.FromSeconds(words.Number("--timeout") ?? DefaultSeconds);
        var started = TimeProvider.System.GetTimestamp();
        while (vm.Exists && vm.Holder == holder)
        {
            if (TimeProvider.System.GetElapsedTime(started) >= limit)
            {
                Processes.Signal(holder, PosixSignal.Kill);
                return 0;
            }

            await Task.Delay(Poll, TimeProvider.System, CancellationToken.None);
        }

        return 0;
    }
}
