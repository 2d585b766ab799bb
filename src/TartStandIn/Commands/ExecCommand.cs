using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Home;
using Lab.TartStandIn.Machines;

namespace Lab.TartStandIn.Commands;

/// <summary><c>exec NAME COMMAND …</c>: asks the machine over its control socket. <c>exec NAME true</c> answers 0 once all its memory is held.</summary>
internal sealed class ExecCommand : ICommand
{
    public Syntax Syntax { get; } = new("exec", "Execute a command in a running VM")
    {
        Flags = ["--interactive", "--tty"],
        Short = new Dictionary<string, string> { ["-i"] = "--interactive", ["-t"] = "--tty" },
        Positionals = ["name", "command"],
        PassesThrough = true,
    };

    public async Task<int> Run(Words words, TartHome home)
    {
        if (words.Has("--interactive") || words.Has("--tty"))
        {
            throw new RefusedException("Error: a stand-in hands neither input nor a terminal to its guest; leave out -i and -t", 1);
        }

        var vm = home.Open(words.Name);
        vm.RequireComplete();
        var answer = await GuestCall.Ask(vm, [.. words.Positionals.Skip(1)], Print);
        await Console.Error.WriteAsync(answer.Error.Length > 0 ? $"{answer.Error}\n" : "");
        return answer.ExitCode & 0xFF;
    }

    private static async Task Print(ReadOnlyMemory<byte> bytes, bool isError)
    {
        await using var stream = isError ? Console.OpenStandardError() : Console.OpenStandardOutput();
        await stream.WriteAsync(bytes);
    }
}
