using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Home;
using Lab.TartStandIn.Machines;

namespace Lab.TartStandIn.Commands;

/// <summary>The commands that the stand-in speaks.</summary>
internal static class CommandCatalog
{
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
            Console.WriteLine(Version());
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
            Console.WriteLine(Version());
            return 0;
        }

        var read = Words.Read(command.Syntax, [.. words.Skip(1)]);
        await Sweep.Run(home);
        return await command.Run(read, home);
    }

    /// <summary>The version whose command line it speaks, that it is not Tart, and what its new machines are made of.</summary>
    private static string Version() => $"2.35.0-standin ({MachineCatalog.Chosen().Name})";

    private static string Help() =>
        $"""
        OVERVIEW: A stand-in for Tart, {Version()}. It is not Tart, and what its machines show is nothing of macOS.
        There is always an image to clone, named "{CloneCommand.BuiltInImage}".

        NEW MACHINES are {MachineCatalog.Chosen().About}. Kinds ({MachineCatalog.Variable} chooses one):
        {string.Join('\n', MachineCatalog.Kinds.Select(k => $"  {k.Name,-10} {k.About}{(k.Missing() is { } missing ? $"; NOT HERE: {missing}" : "")}"))}

        USAGE: tart <subcommand>

        SUBCOMMANDS:
        {string.Join('\n', All.Select(c => $"  {c.Syntax.Command,-10} {c.Syntax.Abstract}"))}
        """;
}
