using Lab.Shell;
using Lab.VmController;
using Lab.VmController.Tart;

namespace Lab.Tests.TartStandIn.Conformance;

/// <summary>Each kind of error that a subject can be brought to, as the controller's own client reads it.</summary>
public sealed class ClientErrorTests(Stages stages)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [EachSubject("clone missing", nameof(TartErrorKind.NotFound))]
    [EachSubject("set missing", nameof(TartErrorKind.NotFound))]
    [EachSubject("ip missing", nameof(TartErrorKind.NotFound))]
    [EachSubject("answers missing", nameof(TartErrorKind.NotFound))]
    [EachSubject("stop missing", nameof(TartErrorKind.NotFound))]
    [EachSubject("delete missing", nameof(TartErrorKind.NotFound))]
    [EachSubject("answers still", nameof(TartErrorKind.NotRunning))]
    [EachSubject("stop still", nameof(TartErrorKind.NotRunning))]
    [EachSubject("delete alive", nameof(TartErrorKind.StillRunning))]
    [EachSubject("ip still", nameof(TartErrorKind.NoAddress))]
    [EachSubject("set still", nameof(TartErrorKind.TooSmall))]
    [EachSubject("clone ghcr.io/somebody/image:1", nameof(TartErrorKind.ImageMissing), StandInsOnly = true)]
    public async Task A_refused_call_has_its_kind_its_text_and_advice(Subject subject, string call, string kind)
    {
        var tart = ClientTests.Client(await stages.For(subject));
        var name = call.Split(' ')[1];

        var error = call.Split(' ')[0] switch
        {
            "clone" => await tart.Clone(name, "new", Token),
            "set" => await tart.Set(name, 0, 1, Token),
            "ip" => (await tart.Ip(name, "dhcp", Token)).Error,
            "answers" => await tart.Answers(name, Token),
            "stop" => await tart.Stop(name, Token),
            _ => await tart.Delete(name, Token),
        };

        Assert.Equal(kind, error!.Kind.ToString());
        Assert.NotEqual("", error.Text);
        Assert.NotEqual("", error.Advice);
    }

    [Theory]
    [EachSubject("missing", "nat", nameof(TartErrorKind.NotFound), "does not exist")]
    [EachSubject("alive", "nat", nameof(TartErrorKind.AlreadyRunning), "is already running!")]
    [EachSubject("still", "bridged:en99", nameof(TartErrorKind.BridgeMissing), "no bridge interfaces matched")]
    public async Task A_run_that_does_not_start_says_why(Subject subject, string name, string network, string kind, string text)
    {
        var bench = await stages.For(subject);
        var run = ClientTests.Launch(bench, ClientTests.Client(bench), name, network);

        await Eventually.Holds(() => run.State == ProcessState.Ended && run.Ending().Kind == RunEndKind.NotStarted, "its end is read as a start that failed");

        Assert.Contains(text, run.Ending().Text, StringComparison.Ordinal);
        Assert.NotEqual("", run.Ending().Advice);
        Assert.Equal(kind, TartErrors.FromText(run.Ending().Text, "").Kind.ToString());
    }

    [Theory]
    [EachSubject]
    public async Task Missing_files_are_told_from_a_missing_machine(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        await bench.Clone("lab-r-0");
        File.Delete(bench.FileOf("lab-r-0", "disk.img"));
        var tart = ClientTests.Client(bench);

        Assert.Equal(TartErrorKind.FilesMissing, (await tart.Set("lab-r-0", 4, bench.Facts.MemoryMiB, Token))!.Kind);
        Assert.Equal(TartErrorKind.FilesMissing, (await tart.Answers("lab-r-0", Token))!.Kind);
    }

    [Theory]
    [EachSubject]
    public async Task A_guest_without_an_agent_is_not_there_yet(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        await bench.CloneAndRun("lab-r-0");
        File.Delete(bench.FileOf("lab-r-0", "control.sock"));

        var error = await ClientTests.Client(bench).Answers("lab-r-0", Token);

        // Whichever limit comes first, Tart's or the call's: both mean "not yet".
        Assert.Contains(error!.Kind, new[] { TartErrorKind.AgentAbsent, TartErrorKind.TimedOut });
    }

    [Theory]
    [EachSubject]
    public async Task A_locked_home_is_no_answer_and_nothing_is_claimed(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        using var held = HeldHome.Lock(bench.Home);
        var tart = ClientTests.Client(bench, new VmControllerOptions { CallLimit = TimeSpan.FromSeconds(2) });

        var error = await tart.Clone(bench.Facts.Image, "lab-r-0", Token);

        Assert.Equal(TartErrorKind.TimedOut, error!.Kind);
        Assert.Contains("lock on TART_HOME", error.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit 0", nameof(TartErrorKind.Unreadable))]
    [InlineData("echo Segmentation fault", nameof(TartErrorKind.Unreadable))]
    [InlineData("echo '[{\"Name\":'", nameof(TartErrorKind.Unreadable))]
    [InlineData("head -c 3000000 /dev/zero", nameof(TartErrorKind.Unreadable))]
    [InlineData("echo '[]'; exit 3", nameof(TartErrorKind.Unexplained))]
    [InlineData("exit 255", nameof(TartErrorKind.Unexplained))]
    [InlineData("kill -SEGV $$", nameof(TartErrorKind.Unexplained))]
    [InlineData("head -c 3000000 /dev/zero >&2; exit 1", nameof(TartErrorKind.Unexplained))]
    [InlineData("exec sleep 60", nameof(TartErrorKind.TimedOut))]
    public async Task A_program_that_is_no_Tart_is_never_an_empty_list(string script, string kind)
    {
        using var folder = new Script(script);
        var tart = new TartClient(new CommandRunner(TimeProvider.System), folder.Path, new TartEnvironment(null, null), new VmControllerOptions { CallLimit = TimeSpan.FromSeconds(3) });

        var listing = await tart.List(Token);

        Assert.Null(listing.Vms);
        Assert.Equal(kind, listing.Error!.Kind.ToString());
        Assert.InRange(listing.Error.Text.Length, 1, 5000);
        Assert.NotEqual("", listing.Error.Advice);
    }

    [Theory]
    [InlineData("no-such-tart")]
    [InlineData("")]
    public async Task What_cannot_be_started_is_said_so(string file)
    {
        using var folder = new Script("exit 0");
        var path = Path.Combine(Path.GetDirectoryName(folder.Path)!, file);
        var tart = new TartClient(new CommandRunner(TimeProvider.System), path, new TartEnvironment(null, null), new VmControllerOptions());

        Assert.Equal(TartErrorKind.NotStarted, (await tart.Version(Token)).Error!.Kind);
    }

    /// <summary>An executable in a folder of its own.</summary>
    private sealed class Script : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lab-script-");

        public Script(string text)
        {
            Path = System.IO.Path.Combine(_folder.FullName, "tart");
            File.WriteAllText(Path, $"#!/bin/sh\n{text}\n");
            Support.Executable.Make(Path);
        }

        public string Path { get; }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
