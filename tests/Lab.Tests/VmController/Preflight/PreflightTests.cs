using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Lab.Contracts;
using Lab.Tests.Support;

namespace Lab.Tests.VmController.Preflight;

/// <summary>The whole report through the HTTP API.</summary>
public sealed class PreflightTests(Stores stores) : IDisposable
{
    private readonly FakeTart _tart = new();
    private readonly string _root = RunningController.NewRoot();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _tart.Dispose();

    [Fact]
    public async Task A_stand_in_can_run_and_says_what_it_cannot_show()
    {
        await using var controller = await RunningController.Start(stores, _root);

        var report = await Check(controller, new VmSet { Spec = new VmSpec { MemoryMiB = 64 } });

        Assert.True(report.CanRun, string.Join('\n', report.Findings));
        Assert.Null(report.MissingImage);
        Assert.Equal(["version", "image", "memory", "disk", "network"], report.Findings.Select(f => f.Check).Except(["rights"]));
        Assert.Contains("standin", report.Findings.Single(f => f.Check == "image").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_memory_than_the_host_has_is_a_reason_against_all_of_them_together()
    {
        await using var controller = await RunningController.Start(stores, _root);

        var report = await Check(controller, new VmSet { Count = 16, Spec = new VmSpec { MemoryMiB = 1 << 18 } });

        Assert.False(report.CanRun);
        var memory = Assert.Single(report.Findings, f => f.Result == CheckResult.Fails);
        Assert.Contains($"16 machine(s) of {1 << 18} MiB ask for {16 << 18} MiB", memory.Detail, StringComparison.Ordinal);
        Assert.NotNull(memory.Fix);
    }

    [Fact]
    public async Task A_missing_image_is_named_and_does_not_speak_against_it()
    {
        await using var controller = await RunningController.Start(stores, _root, _tart.Settings);

        var report = await Check(controller, new VmSet { Spec = new VmSpec { Image = "ghcr.io/lab/linux", MemoryMiB = 64 } });
        _tart.Has("ghcr.io/lab/linux:latest");
        var later = await Check(controller, new VmSet { Spec = new VmSpec { Image = "ghcr.io/lab/linux", MemoryMiB = 64 } });

        Assert.Equal(("ghcr.io/lab/linux", null), (report.MissingImage, later.MissingImage));
        Assert.NotEqual(CheckResult.Fails, report.Findings.Single(f => f.Check == "image").Result);
        Assert.DoesNotContain(_tart.Calls, c => c[0] is not ("--version" or "list" or "get"));
    }

    [Fact]
    public async Task A_command_line_that_hangs_makes_findings_unknown_within_the_limit()
    {
        await using var controller = await RunningController.Start(stores, _root, [.. _tart.Settings, "--VmController:CallLimit", "00:00:02"]);
        await Check(controller, new VmSet());
        _tart.Answers("list", "sleep 600");

        var began = Stopwatch.GetTimestamp();
        var report = await Check(controller, new VmSet { Spec = new VmSpec { MemoryMiB = 64 } });

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        Assert.Equal(CheckResult.Unknown, report.Findings.Single(f => f.Check == "image").Result);
        Assert.Contains("gave no answer within 2 s", report.Findings.Single(f => f.Check == "image").Detail, StringComparison.Ordinal);
        Assert.Equal(CheckResult.Fine, report.Findings.Single(f => f.Check == "memory").Result);
        Assert.Null(report.MissingImage);
    }

    [Fact]
    public async Task Without_a_backend_nothing_can_run_and_why_is_said()
    {
        await using var controller = await RunningController.Start(stores, _root, "--VmController:TartPath", "/nowhere/tart");

        var report = await Check(controller, new VmSet());

        Assert.False(report.CanRun);
        Assert.Contains("could not be started", Assert.Single(report.Findings).Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_faults_of_a_question_are_named_at_once()
    {
        await using var controller = await RunningController.Start(stores, _root);

        using var response = await controller.Http.PostAsJsonAsync(
            "/preflight",
            new VmSet { Count = 17, Spec = new VmSpec { Cpu = 0, Network = "softnet", Image = "a b", Softnet = new SoftnetRules { Allow = ["x"], Expose = ["1:0"] } } },
            LabJson.Options,
            Token);
        var text = await response.Content.ReadAsStringAsync(Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.All(["\"count\"", "spec.cpu", "spec.image", "spec.softnet.allow", "spec.softnet.expose"], f => Assert.Contains(f, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"count": 1, "speck": {}}""")]
    [InlineData("""{"spec": {"lease": 1e300}}""")]
    [InlineData("""{"spec": {"softnet": {"allow": null}, "network": "softnet"}}""")]
    [InlineData("""{"spec": {"network": null}}""")]
    [InlineData("""{"spec": null}""")]
    public async Task What_is_no_question_is_refused(string body)
    {
        await using var controller = await RunningController.Start(stores, _root);

        using var response = await controller.Http.PostAsync(new Uri("/preflight", UriKind.Relative), new StringContent(body, null, "application/json"), Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    private static async Task<PreflightReport> Check(RunningController controller, VmSet set)
    {
        using var response = await controller.Http.PostAsJsonAsync("/preflight", set, LabJson.Options, Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
        return (await response.Content.ReadFromJsonAsync<PreflightReport>(LabJson.Options, Token))!;
    }
}
