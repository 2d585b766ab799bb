using Lab.Shell;
using Lab.VmController;
using Lab.VmController.Backends;
using Lab.VmController.Tart;

namespace Lab.Tests.TartStandIn.Conformance;

/// <summary>The controller's own client against each subject: what it reads is what was done.</summary>
public sealed class ClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [EachSubject]
    public async Task A_machine_goes_from_clone_to_delete_and_each_step_is_read_as_it_is(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        var (tart, memory) = (Client(bench), bench.Facts.MemoryMiB);

        Assert.Null(await tart.Clone(bench.Facts.Image, "lab-r-0", Token));
        Assert.Equal(new TartVm("lab-r-0", IsLocal: true, IsRunning: false), (await Listed(tart, "lab-r-0"))! with { SizeBytes = null });
        Assert.Null(await tart.Set("lab-r-0", 4, memory, Token));
        using (var json = System.Text.Json.JsonDocument.Parse(await bench.Do("get", "lab-r-0", "--format", "json")))
        {
            Assert.Equal((4, memory), (json.RootElement.GetProperty("CPU").GetInt32(), json.RootElement.GetProperty("Memory").GetInt32()));
        }

        var run = Launch(bench, tart, "lab-r-0", "nat");
        await Eventually.Holds(
            async () =>
            {
                Assert.Equal(ProcessState.Alive, run.State);
                return bench.Facts.Guest == GuestKind.Absent ? (await Listed(tart, "lab-r-0"))!.IsRunning == true : await tart.Answers("lab-r-0", Token) is null;
            },
            "it answers");
        Assert.Equal(new TartVm("lab-r-0", IsLocal: true, IsRunning: true), (await Listed(tart, "lab-r-0"))! with { SizeBytes = null });

        Assert.Null(await tart.Stop("lab-r-0", Token));
        Assert.True(await run.WaitForEnd(TimeSpan.FromSeconds(20), TimeProvider.System));
        await Eventually.Holds(() => run.Ending().Kind == RunEndKind.Stopped, "its end is read as a stop");
        Assert.Equal(new TartVm("lab-r-0", IsLocal: true, IsRunning: false), (await Listed(tart, "lab-r-0"))! with { SizeBytes = null });
        Assert.Null(await tart.Delete("lab-r-0", Token));
        Assert.Null(await Listed(tart, "lab-r-0"));
    }

    [Theory]
    [EachSubject]
    public async Task Its_version_is_that_of_a_known_backend(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        var tart = Client(bench);

        var (version, error) = await tart.Version(Token);

        Assert.Null(error);
        var backend = BackendCatalog.For(version!, tart, null)!;
        Assert.Equal(subject != Subject.Process, backend.View.IsVirtualMachine);
        Assert.Equal(subject == Subject.Tart, backend.PullsImages);
        Assert.Equal(subject != Subject.Process, backend.HasAddresses);
        Assert.Null(backend.Problem);
    }

    [Theory]
    [EachSubject]
    public async Task An_address_is_read_or_it_is_said_that_there_is_none_yet(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        var tart = Client(bench);
        await bench.CloneAndRun("lab-r-0");

        var (address, error) = await tart.Ip("lab-r-0", bench.Facts.Guest == GuestKind.Linux ? "agent" : "dhcp", Token);
        if (bench.Facts.Guest == GuestKind.Linux)
        {
            await Eventually.Holds(async () => (address = (await tart.Ip("lab-r-0", "agent", Token)).Address) is not null, "its guest tells an address");
            Assert.Equal(System.Net.Sockets.AddressFamily.InterNetwork, address!.AddressFamily);
        }
        else
        {
            Assert.Equal((null, TartErrorKind.NoAddress), (address, error!.Kind));
        }
    }

    [Theory]
    [EachSubject("poweroff", RunEndKindName.GuestShutDown, StandInsOnly = true)]
    [EachSubject("panic", RunEndKindName.VmError, StandInsOnly = true)]
    [EachSubject("interrupt", RunEndKindName.Stopped)]
    [EachSubject("kill", RunEndKindName.Killed)]
    [EachSubject("terminate", RunEndKindName.Killed)]
    public async Task The_end_of_a_run_is_read_as_what_ended_it(Subject subject, string cause, string kind)
    {
        await using var bench = await Bench.Of(subject);
        var tart = Client(bench);
        await bench.Clone("lab-r-0");
        var run = Launch(bench, tart, "lab-r-0", "nat");
        await Eventually.Holds(async () => bench.Facts.Guest == GuestKind.Absent ? (await Listed(tart, "lab-r-0"))!.IsRunning == true : await tart.Answers("lab-r-0", Token) is null, "it answers");

        switch (cause)
        {
            case "poweroff" or "panic":
                await bench.Call(["exec", "lab-r-0", .. cause == "panic" ? bench.Facts.Panic : bench.Facts.PowerOff]);
                break;
            case "interrupt":
                await Eventually.Holds(
                    () =>
                    {
                        run.Signal(PosixSignal.Interrupt);
                        return run.State == ProcessState.Ended;
                    },
                    "it hears the interrupt");
                break;
            default:
                run.Signal(cause == "kill" ? PosixSignal.Kill : PosixSignal.Terminate);
                break;
        }

        await Eventually.Holds(() => run.State == ProcessState.Ended && run.Ending().Kind.ToString() == kind, $"its end is read as {kind}");
        Assert.False((await Listed(tart, "lab-r-0"))!.IsRunning);
    }

    internal static TartClient Client(Bench bench, VmControllerOptions? options = null) =>
        new(new Within(bench), bench.Facts.Executable, new TartEnvironment(bench.Home, null), options ?? new VmControllerOptions());

    internal static RunProcess Launch(Bench bench, TartClient tart, string name, string network)
    {
        var command = tart.RunCommand(name, NetworkMode.Parse(network)!);
        var run = RunProcess.Launch(Within.Dress(command, bench), Path.Combine(bench.Home, $"run-{Guid.NewGuid():N}"));
        bench.Keep(run.Id);
        return run;
    }

    private static async Task<TartVm?> Listed(TartClient tart, string name)
    {
        var listing = await tart.List(Token);
        Assert.Null(listing.Error);
        return listing.Vms!.FirstOrDefault(v => v.Name == name);
    }

    /// <summary>The kinds of <see cref="RunEndKind"/> by name, since a row of a public test cannot hold an internal word.</summary>
    private static class RunEndKindName
    {
        public const string GuestShutDown = nameof(RunEndKind.GuestShutDown);
        public const string VmError = nameof(RunEndKind.VmError);
        public const string Stopped = nameof(RunEndKind.Stopped);
        public const string Killed = nameof(RunEndKind.Killed);
    }

    /// <summary>Runs commands with what the subject needs in its environment.</summary>
    private sealed class Within(Bench bench) : ICommandRunner
    {
        private readonly CommandRunner _runner = new(TimeProvider.System);

        public static Command Dress(Command command, Bench bench) => command with
        {
            Environment = command.Environment.Concat(bench.Facts.Environment.Where(v => !command.Environment.ContainsKey(v.Key))).ToDictionary(),
        };

        public Task<CommandResult> Run(Command command, CancellationToken cancellation) => _runner.Run(Dress(command, bench), cancellation);
    }
}
