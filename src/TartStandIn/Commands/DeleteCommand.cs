using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Commands;

/// <summary><c>delete NAME …</c>: one after the other; the first failure ends it.</summary>
internal sealed class DeleteCommand : ICommand
{
    public Syntax Syntax { get; } = new("delete", "Delete a VM")
    {
        Positionals = ["name"],
        TakesMore = true,
    };

    public Task<int> Run(Words words, TartHome home)
    {
        foreach (var name in words.Positionals)
        {
            var vm = home.Open(name);
            vm.RequireOwn();

            // Held until its files are gone, or it could be started in between.
            using var idle = vm.IsComplete ? ConfigLock.TryTake(vm.ConfigFile) ?? throw new RefusedException($"VM \"{name}\" is running", 1) : null;
            Directory.Delete(vm.Path, recursive: true);
        }

        return Task.FromResult(0);
    }
}
