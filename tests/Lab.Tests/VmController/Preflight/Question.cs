using Lab.Contracts;
using Lab.Shell;
using Lab.VmController;
using Lab.VmController.Backends;
using Lab.VmController.Preflight;
using Lab.VmController.Tart;

namespace Lab.Tests.VmController.Preflight;

/// <summary>Questions about machines of Tart, of a QEMU stand-in or of a process stand-in, with a command line that answers from a table.</summary>
internal sealed class Question : ICommandRunner
{
    private readonly Dictionary<string, string> _answers = new() { ["--version"] = "2.35.0", ["list --format json"] = "[]" };

    public static string Captured(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Captured", "Preflight", name));

    /// <summary>What the command line prints.</summary>
    public Question Says(string words, string output)
    {
        _answers[words] = output;
        return this;
    }

    public PreflightQuestion OfTart(VmSpec spec, int count = 1) => Make("Tart 2.35.0", spec, count, isVirtual: true, isTart: true);

    public PreflightQuestion OfQemu(VmSpec spec, int count = 1) => Make("QEMU stand-in", spec, count, isVirtual: true, isTart: false);

    public PreflightQuestion OfProcesses(VmSpec spec, int count = 1) => Make("process stand-in", spec, count, isVirtual: false, isTart: false);

    public Task<CommandResult> Run(Command command, CancellationToken cancellation) => Task.FromResult(_answers.TryGetValue(string.Join(' ', command.Arguments), out var output)
        ? new CommandResult(CommandEnd.Exited, 0, output, "", TimeSpan.Zero)
        : new CommandResult(CommandEnd.Exited, 2, "", "the specified VM does not exist", TimeSpan.Zero));

    private PreflightQuestion Make(string name, VmSpec spec, int count, bool isVirtual, bool isTart)
    {
        var tart = new TartClient(this, "/opt/tart", new TartEnvironment("/home/tart", null), new VmControllerOptions());
        var view = new VmBackend { Name = name, IsVirtualMachine = isVirtual, Path = tart.Path, Description = "" };
        var backend = new Backend(view, tart, isTart ? "ghcr.io/lab/linux:latest" : "standin", HasAddresses: isVirtual, PullsImages: isTart, AlwaysHasNetwork: isTart);
        return new PreflightQuestion(new VmSet { Count = count, Spec = spec }, NetworkMode.Of(spec)!, backend, tart, tart.List(CancellationToken.None));
    }
}
