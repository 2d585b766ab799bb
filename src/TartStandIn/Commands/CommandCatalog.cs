using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Home;
using Lab.TartStandIn.Machines;

namespace Lab.TartStandIn.Commands;

/// <summary>The commands that the stand-in speaks.</summary>
internal static class CommandCatalog
{
    /// <summary>The version whose command line it speaks, and that it is not Tart.</summary>
    public const string Version = $"2.35.0-standin ({MachineCatalog.Kind})";

    private static readonly IReadOnlyList<ICommand> All =
    [
        new CreateCommand(),
        new CloneCommand(),
        new SetCommand(),
        new GetCommand(),
        new ListCommand(),
        new RunCommand(),
        new IpCommand(),
        new ExecCommand(),
        new StopCommand(),
        new DeleteCommand(),
    ];

    public static async Task<int> Run(IReadOnlyList<string> words, TartHome home)
    {
        if (words is ["--version"])
        {
            Console.WriteLine(Version);
            return 0;
        }

        if (words is [] or ["-h" or "--help" or "help"])
        {
            Console.WriteLine(Help());
            return 0;
        }

        var command = All.FirstOrDefault(c => c.Syntax.Command == words[0])
            ?? throw new RefusedException(
                words[0].StartsWith('-')
                    ? $"Error: Unknown option '{words[0]}'\n{Help()}"
                    : $"Error: Unexpected argument '{words[0]}': a stand-in has no such command\n{Help()}",
                RefusedException.UsageCode);

        // Anywhere among the words that are ours: what follows a guest's command is the guest's.
        var own = words.Skip(1).TakeWhile(w => w != "--" && (w.StartsWith('-') || !command.Syntax.PassesThrough)).ToList();
        if (own.Exists(w => w is "-h" or "--help"))
        {
            Console.WriteLine($"OVERVIEW: {command.Syntax.Abstract}\n\n{command.Syntax.Usage}");
            return 0;
        }

        if (own.Contains("--version"))
        {
            Console.WriteLine(Version);
            return 0;
        }

        return await command.Run(Words.Read(command.Syntax, [.. words.Skip(1)]), home);
    }

    private static string Help() =>
        $"""
        OVERVIEW: A stand-in for Tart {Version}. Its machines are plain processes that hold the memory of a VM: no guest, no network.
        There is always an image to clone, named "{CloneCommand.BuiltInImage}".

        USAGE: tart <subcommand>

        SUBCOMMANDS:
        {string.Join('\n', All.Select(c => $"  {c.Syntax.Command,-10} {c.Syntax.Abstract}"))}
        """;
}
