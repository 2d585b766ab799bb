using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Commands;

/// <summary><c>ip NAME</c>: a process has no address of its own, so the answer is always that there is none.</summary>
internal sealed class IpCommand : ICommand
{
    public Syntax Syntax { get; } = new("ip", "Get VM's IP address")
    {
        Options = ["--wait", "--resolver"],
        Positionals = ["name"],
    };

    public async Task<int> Run(Words words, TartHome home)
    {
        words.OneOf("--resolver", "dhcp", "arp", "agent");
        var vm = home.Open(words.Name);
        vm.RequireComplete();

        await Task.Delay(TimeSpan.FromSeconds(words.Number("--wait") ?? 0), TimeProvider.System, CancellationToken.None);
        throw new RefusedException(vm.Holder is null ? "no IP address found, is your VM running?" : "no IP address found", 1);
    }
}
