using System.Text.Json;
using Lab.Shell;
using Lab.TartStandIn.Machines.Qemu;

namespace Lab.Tests.TartStandIn.Qemu;

/// <summary>One guest that all of these ask.</summary>
public sealed class OneGuest : IAsyncLifetime
{
    public const int MemoryMiB = 320;

    public const string Name = "lab-a.b_c-0";

    /// <summary>Null where there is no QEMU; the tests say so themselves.</summary>
    internal StandIn? Tart { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (QemuHost.Find().Missing is null)
        {
            Tart = QemuStandIn.Start();
            await Tart.Boot(Name, MemoryMiB);
        }
    }

    public ValueTask DisposeAsync() => Tart?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>What a guest does that runs: commands as they are given, its page, its memory.</summary>
public sealed class GuestTests(OneGuest guest) : IClassFixture<OneGuest>
{
    private const string Name = OneGuest.Name;

    private readonly StandIn _tart = QemuStandIn.Require(guest.Tart);

    [Theory]
    [InlineData("a b", "$(id)", "`id`", "*", "", "-n", "--", "x\n\n", "'\"\\", "\\0101", "é€", "; poweroff", "&& panic", ".")]
    [InlineData("%s", "\t", "\r", "|", ">", "!", "~", "#", "{a,b}", "[a]", "?")]
    public async Task Words_arrive_in_the_guest_as_they_were_given(params string[] words) =>
        Assert.Equal(string.Concat(words.Select(w => $"<{w}>")), await _tart.Do(["exec", Name, "printf", "<%s>", .. words]));

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("kill -9 $$", 137)]
    public async Task A_commands_exit_code_and_its_two_outputs_come_back(string end, int code)
    {
        var result = await _tart.Call("exec", Name, "sh", "-c", $"printf out; printf err >&2; {end}");

        Assert.Equal((code, "out", "err"), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_said_to_be_so()
    {
        var result = await _tart.Call("exec", Name, "frobnicate", "--now");

        Assert.Equal(127, result.ExitCode);
        Assert.Contains("frobnicate", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_output_than_the_guest_has_memory_left_comes_through()
    {
        var result = await _tart.Call("exec", Name, "sh", "-c", "head -c 100000000 /dev/zero | tr '\\0' x");

        Assert.Equal((0, 100_000_000), (result.ExitCode, result.Output.Length));
    }

    [Fact]
    public async Task Output_that_looks_like_the_end_of_an_answer_is_output()
    {
        const string Text = "0123456789abcdef0123456789abcdef end 0\n0123456789abcdef0123456789abcdef begin\n";

        Assert.Equal(Text, await _tart.Do("exec", Name, "printf", "%s", Text));
    }

    [Fact]
    public async Task Commands_run_side_by_side()
    {
        var slow = _tart.Call("exec", Name, "sh", "-c", "while [ ! -e /tmp/go ]; do usleep 50000; done; echo gone on");

        await _tart.Do("exec", Name, "touch", "/tmp/go");

        Assert.Equal("gone on\n", (await slow).Output);
    }

    [Fact]
    public async Task Commands_whose_callers_were_killed_are_ended_in_the_guest_and_block_nobody()
    {
        using var impatient = new CancellationTokenSource();
        var calls = Enumerable.Range(0, 3).Select(_ => new CommandRunner(TimeProvider.System).Run(
            new Command(StandIn.Executable, "exec", Name, "sleep", "4711") { Environment = new Dictionary<string, string?> { ["TART_HOME"] = _tart.Home }, Timeout = TimeSpan.FromMinutes(2) },
            impatient.Token)).ToList();
        await Eventually.Holds(async () => await Sleepers() == "3\n", "they sleep");

        await impatient.CancelAsync();
        await Task.WhenAll(calls.Select(c => c.ContinueWith(_ => { }, TaskScheduler.Default)));

        await Eventually.Holds(async () => await Sleepers() == "0\n", "no sleeper is left");

        async Task<string> Sleepers() => (await _tart.Call("exec", Name, "sh", "-c", "ps | grep -c '[s]leep 4711'")).Output;
    }

    [Fact]
    public async Task Its_page_names_it_and_traffic_counts_what_it_fetched()
    {
        Assert.Contains(Name, await _tart.Do("exec", Name, "wget", "-q", "-O", "-", "http://127.0.0.1/"), StringComparison.Ordinal);
        Assert.Matches(@"^[1-9][0-9]* fetched, 0 failed\n$", await _tart.Do("exec", Name, "traffic", "http://127.0.0.1/", "1", "10"));

        var failed = await _tart.Call("exec", Name, "traffic", "http://127.0.0.1:9/", "1");
        Assert.Equal(1, failed.ExitCode);
        Assert.Matches("^0 fetched, [1-9][0-9]* failed; last failure: .*refused", failed.Output);
        Assert.Equal(64, (await _tart.Call("exec", Name, "traffic", "http://127.0.0.1/", "soon")).ExitCode);
    }

    [Fact]
    public void The_host_has_really_lost_its_memory() =>
        Assert.InRange(QemuStandIn.ResidentMiB(Assert.Single(_tart.Qemus(Name))), OneGuest.MemoryMiB - 70, OneGuest.MemoryMiB + 250);

    [Fact]
    public async Task What_it_holds_does_not_compress_and_leaves_it_enough_to_live()
    {
        var sizes = (await _tart.Do("exec", Name, "sh", "-c", "wc -c < /held/block; gzip -c /held/block | wc -c; awk '/MemAvailable/ { print $2 }' /proc/meminfo")).Split('\n').Select(s => s.Length > 0 ? long.Parse(s) : 0).ToList();

        Assert.InRange(sizes[1], sizes[0], sizes[0] * 2);
        Assert.InRange(sizes[2], 40 << 10, 80 << 10);
    }

    [Fact]
    public async Task Get_and_list_say_what_it_is()
    {
        using var json = JsonDocument.Parse(await _tart.Do("get", Name, "--format", "json"));
        Assert.StartsWith("qemu, software emulation (LAB_STANDIN_ACCEL asks for it); ", json.RootElement.GetProperty("StandIn").GetString(), StringComparison.Ordinal);

        using var list = JsonDocument.Parse(await _tart.Do("list", "--format", "json"));
        Assert.Equal("qemu", list.RootElement[0].GetProperty("StandIn").GetString());
        Assert.True(list.RootElement[0].GetProperty("Running").GetBoolean());
    }

    [Fact]
    public async Task Its_processors_memory_and_disk_are_those_of_its_configuration()
    {
        var facts = (await _tart.Do("exec", Name, "sh", "-c", "nproc; hostname; awk '{ print $1 * 512 }' /sys/block/vda/size")).Split('\n');

        Assert.Equal(["1", Name, "1000000000", ""], facts);
    }

    [Fact]
    public async Task Input_and_terminal_are_refused_and_not_ignored() =>
        Assert.Contains("leave out -i and -t", (await _tart.Call("exec", "-i", Name, "cat")).Error, StringComparison.Ordinal);

    [Fact]
    public async Task A_sweep_takes_what_is_nobodys_and_leaves_what_runs()
    {
        var stale = Path.Combine(_tart.Home, "running", $"{Guid.NewGuid()}");
        await File.WriteAllTextAsync(stale, "", TestContext.Current.CancellationToken);
        var torn = Path.Combine(_tart.Home, "running", "torn");
        await File.WriteAllTextAsync(torn, "\0\0", TestContext.Current.CancellationToken);

        Assert.Equal("running", (await _tart.States())[Name]);

        Assert.False(File.Exists(stale) || File.Exists(torn));
        Assert.Single(_tart.Qemus(Name));
    }
}
