using Lab.Contracts;
using Lab.VmController.Preflight.Checks;
using Lab.VmController.Reconciling;

namespace Lab.Tests.VmController.Preflight;

/// <summary>The checks of what runs machines: its version, its images and its limits.</summary>
public sealed class MachineChecksTests
{
    private const string Guests = "pgrep -f com.apple.Virtualization.VirtualMachine";
    private const string Config = "/home/tart/cache/OCIs/ghcr.io/lab/linux/latest/config.json";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2.35.0", CheckResult.Fine)]
    [InlineData("2.31.0", CheckResult.Fine)]
    [InlineData("3.0", CheckResult.Fine)]
    [InlineData("2.30.9", CheckResult.Warning)]
    [InlineData("1.99.0", CheckResult.Warning)]
    [InlineData("nightly", CheckResult.Unknown)]
    [InlineData("2", CheckResult.Unknown)]
    [InlineData("99999999999.1", CheckResult.Unknown)]
    public void A_version_is_known_old_or_unknown(string version, CheckResult result) => Assert.Equal(result, new VersionCheck().OfTart(version).Result);

    [Fact]
    public async Task A_stand_in_says_what_it_is() =>
        Assert.Equal("process stand-in, which speaks the command line of Tart 2.35.0.", (await new VersionCheck().Look(new Question().Says("--version", "2.35.0-standin (process)").OfProcesses(new VmSpec()), Token))!.Detail);

    [Theory]
    [InlineData(null, true, CheckResult.Fine)]
    [InlineData(null, false, CheckResult.Warning)]
    [InlineData("mine", false, CheckResult.Fine)]
    [InlineData("ghcr.io/lab/linux", true, CheckResult.Fine)]
    [InlineData("ghcr.io/lab/linux:2", true, CheckResult.Warning)]
    [InlineData("nowhere", true, CheckResult.Fails)]
    public async Task An_image_of_Tarts_is_here_or_can_be_pulled_or_is_no_image(string? image, bool hasDefault, CheckResult result)
    {
        var list = $$"""[{"Source":"local","Name":"mine"}{{(hasDefault ? """,{"Source":"OCI","Name":"ghcr.io/lab/linux:latest"}""" : "")}}]""";

        var finding = await new ImageCheck().Look(new Question().Says("list --format json", list).OfTart(new VmSpec { Image = image }), Token);

        Assert.Equal(result, finding!.Result);
        Assert.Equal(result == CheckResult.Warning, finding.Fix?.Contains("PUT /images/pull?image=ghcr.io", StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData(null, CheckResult.Fine)]
    [InlineData("nowhere", CheckResult.Fails)]
    [InlineData("ghcr.io/lab/linux:1", CheckResult.Fails)]
    public async Task An_image_of_a_stand_ins_is_its_own_or_none(string? image, CheckResult result) =>
        Assert.Equal(result, (await new ImageCheck().Look(new Question().OfQemu(new VmSpec { Image = image }), Token))!.Result);

    [Fact]
    public async Task A_list_that_cannot_be_read_leaves_the_image_unknown() =>
        Assert.Equal(CheckResult.Unknown, (await new ImageCheck().Look(new Question().Says("list --format json", "Segmentation fault").OfTart(new VmSpec()), Token))!.Result);

    [Theory]
    [InlineData("linux", 16, 0, 0, CheckResult.Fine)]
    [InlineData("darwin", 2, 0, 0, CheckResult.Fine)]
    [InlineData("darwin", 3, 0, 0, CheckResult.Fails)]
    [InlineData("darwin", 1, 1, 0, CheckResult.Fine)]
    [InlineData("darwin", 2, 1, 0, CheckResult.Fails)]
    [InlineData("darwin", 1, 2, 0, CheckResult.Fails)]
    [InlineData("darwin", 1, 0, 2, CheckResult.Warning)]
    [InlineData(null, 1, 0, 0, CheckResult.Fine)]
    [InlineData(null, 3, 0, 0, CheckResult.Unknown)]
    public async Task Two_macOS_guests_run_on_a_host_at_once_whoevers_they_are(string? system, int count, int running, int unlisted, CheckResult result)
    {
        var machines = Enumerable.Range(0, running).Select(i => $$"""{"Source":"local","Name":"mac-{{i}}","Running":true,"State":"running"}""");
        var question = new Question().Says("list --format json", $$"""[{"Source":"local","Name":"penguin","Running":true,"State":"running"},{"Source":"local","Name":"asleep","Running":false,"State":"stopped"}{{string.Concat(machines.Select(m => $",{m}"))}}]""")
            .Says("get --format json penguin", """{"OS":"linux"}""").Says("get --format json asleep", """{"OS":"darwin"}""");
        for (var i = 0; i < running; i++)
        {
            question.Says($"get --format json mac-{i}", """{"Memory":8192,"OS":"darwin"}""");
        }

        var host = FakeHost.Mac().Says(Guests, string.Concat(Enumerable.Range(0, running + 1 + unlisted).Select(i => $"{700 + i}\n")));
        if (system is not null)
        {
            host.Files[Config] = $$"""{"version":1,"os":"{{system}}","arch":"arm64"}""";
        }

        var finding = await new GuestLimitCheck(host).Look(question.OfTart(new VmSpec(), count), Token);

        Assert.Equal(result, finding!.Result);
        Assert.True(system == "linux" || running == 0 || finding.Detail.Contains("mac-0", StringComparison.Ordinal), finding.Detail);
        Assert.DoesNotContain("asleep", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whether_other_tools_run_guests_is_unknown_where_processes_cannot_be_counted()
    {
        var host = FakeHost.Mac();
        host.Files[Config] = """{"os":"darwin"}""";

        Assert.Equal(CheckResult.Unknown, (await new GuestLimitCheck(host).Look(new Question().OfTart(new VmSpec()), Token))!.Result);
        Assert.Equal(CheckResult.Fine, (await new GuestLimitCheck(host.Says(Guests, "", 1)).Look(new Question().OfTart(new VmSpec()), Token))!.Result);
        Assert.Null(await new GuestLimitCheck(host).Look(new Question().OfQemu(new VmSpec(), 16), Token));
    }

    [Fact]
    public void Memory_is_what_is_available_less_what_is_promised_and_kept()
    {
        var facts = new MemoryFacts { TotalBytes = 32L << 30, AvailableBytes = 10L << 30 };

        Assert.Equal(10240 - 1024, MemoryRoom.Of(facts, [], 1024).FreeMiB);
        Assert.Equal(10240 - 4096 - 1024, MemoryRoom.Of(facts, [(Phase.Starting, 4096), (Phase.Ready, 8192), (Phase.Failed, 8192)], 1024).FreeMiB);
        Assert.Equal(32768 - 30000 - 1024, MemoryRoom.Of(facts, [(Phase.Ready, 30000)], 1024).FreeMiB);
        Assert.Equal(0, MemoryRoom.Of(facts, [], 1 << 20).FreeMiB);
        Assert.Null(MemoryRoom.Of(facts, [], 0).Refusal("It asks", 10240));
        Assert.Contains("It asks for 10241 MiB, and the host has 10240 MiB to give", MemoryRoom.Of(facts, [], 0).Refusal("It asks", 10241)!.Text, StringComparison.Ordinal);
    }
}
