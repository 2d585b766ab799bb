using System.Net;
using System.Net.Http.Json;
using Lab.Contracts;
using Lab.Shell;
using Lab.Tests.Support;
using Lab.Tests.TartStandIn;

namespace Lab.Tests.VmController.Images;

/// <summary>Images through the HTTP API, with a tart that is a script.</summary>
public sealed class ImageEndpointsTests(Stores stores) : IDisposable
{
    private const string Image = "ghcr.io/lab/linux:1";

    private readonly FakeTart _tart = new();
    private readonly string _root = RunningController.NewRoot();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _tart.Dispose();

    [Fact]
    public async Task Lists_each_image_once_with_the_default_first()
    {
        _tart.Has("ghcr.io/lab/linux@sha256:0a");
        _tart.Has(Image);
        _tart.Has("ghcr.io/lab/another:2");
        File.WriteAllText(Path.Combine(_tart.Home, "vms", "mine"), "");
        await using var controller = await Start("--VmController:DefaultImage", Image);

        var list = await List(controller);

        Assert.Equal([Image, "ghcr.io/lab/another:2", "mine"], list.Images!.Select(i => i.Name));
        Assert.Equal([true, false, false], list.Images!.Select(i => i.IsDefault));
        Assert.Equal([false, false, true], list.Images!.Select(i => i.IsLocal));
        Assert.True(list.CanPull);
        Assert.Null(list.Problem);
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_is_said_to_be_unknown_and_not_empty()
    {
        _tart.Answers("list", "echo garbage; exit 0");
        await using var controller = await Start();

        var list = await List(controller);

        Assert.Null(list.Images);
        Assert.Contains("cannot be read", list.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_goes_on_in_the_background_and_says_how_far_it_is()
    {
        _tart.Answers("pull", $"""
            echo 'pulling manifest...'; echo 'pulling disk (1.2 GB compressed)...'; echo '0%'; echo '42%'
            while [ ! -e {_tart.Home}/go ]; do sleep 0.05; done
            echo '100%'; exit 0
            """);
        await using var controller = await Start();

        using var first = await Put(controller, Image);
        await Reaches(controller, p => p.Share == 0.42);
        using var second = await Put(controller, Image);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.StatusCode, second.StatusCode));
        Assert.Equal(PullState.Pulling, (await second.Content.ReadFromJsonAsync<ImagePull>(LabJson.Options, Token))!.State);
        Assert.Equal("pulling disk (1.2 GB compressed)...", Assert.Single((await List(controller)).Pulls).Says);
        File.WriteAllText(Path.Combine(_tart.Home, "go"), "");
        var done = await Reaches(controller, p => p.State == PullState.Done);
        Assert.Equal((1, true, null), (done.Share, done.EndedAt >= done.StartedAt, done.Error));
        Assert.Equal(["pull", Image], Assert.Single(_tart.CallsOf("pull")));
    }

    [Theory]
    [InlineData("echo 'Error: UnexpectedHTTPStatusCode(when: \"pulling manifest\", code: 404, details: \"\")' >&2; exit 1", "code: 404", "registry has no such image")]
    [InlineData("echo 'Error: AuthFailed(why: \"no\")' >&2; exit 1", "AuthFailed", "tart login")]
    [InlineData("echo 'No space left on device' >&2; exit 1", "No space", "tart prune")]
    [InlineData("exit 3", "ended with code 3 and said nothing", "by hand")]
    [InlineData("kill -9 $$", "was killed", "Begin it again")]
    public async Task A_download_that_fails_says_why_and_what_to_do(string script, string error, string advice)
    {
        _tart.Answers("pull", script);
        await using var controller = await Start();

        using var put = await Put(controller, Image);
        var failed = await Reaches(controller, p => p.State == PullState.Failed);

        Assert.Contains(error, failed.Error, StringComparison.Ordinal);
        Assert.Contains(advice, failed.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_can_be_stopped_and_begun_again()
    {
        Endless();
        await using var controller = await Start();
        using var put = await Put(controller, Image);
        var process = await PullProcess();

        using var delete = await controller.Delete($"/images/pull?image={Uri.EscapeDataString(Image)}");

        Assert.Equal(PullState.Stopped, (await delete.Content.ReadFromJsonAsync<ImagePull>(LabJson.Options, Token))!.State);
        Assert.False(Processes.IsRunning(process));
        _tart.Answers("pull", "exit 0");
        using var again = await Put(controller, Image);
        await Reaches(controller, p => p.State == PullState.Done);
    }

    [Fact]
    public async Task A_download_that_takes_too_long_is_ended_with_all_that_it_started()
    {
        _tart.Answers("pull", $"trap '' INT; sleep 600 & echo $! > {_tart.Home}/pull-process; wait; sleep 600");
        await using var controller = await Start("--VmController:PullLimit", "00:00:01");
        using var put = await Put(controller, Image);

        var failed = await Reaches(controller, p => p.State == PullState.Failed);

        Assert.Contains("was not here after", failed.Error, StringComparison.Ordinal);
        Assert.Contains("PullLimit", failed.Advice, StringComparison.Ordinal);
        Assert.False(Processes.IsRunning(await PullProcess()));
    }

    [Fact]
    public async Task No_download_outlives_the_controller()
    {
        Endless();
        int process;
        await using (var controller = await Start())
        {
            using var put = await Put(controller, Image);
            process = await PullProcess();
        }

        Assert.False(Processes.IsRunning(process));
    }

    [Fact]
    public async Task A_download_that_a_crash_left_is_ended_at_the_next_start()
    {
        var directory = Path.Combine(_root, "vm-controller", "pulls", "0123456789abcdef");
        var left = Lab.VmController.Tart.RunProcess.Launch(new Command("sleep", "600"), directory);

        await using var controller = await Start();

        await Eventually.Holds(() => Task.FromResult(!Directory.Exists(directory)), "the files are gone");
        Assert.False(Processes.IsRunning(left.Id));
    }

    [Fact]
    public async Task A_stand_in_downloads_nothing_and_has_its_one_image()
    {
        await using var controller = await RunningController.Start(stores, _root);

        var list = await List(controller);
        using var put = await Put(controller, Image);

        Assert.False(list.CanPull);
        Assert.Equal(new VmImage("standin", true, null, true), Assert.Single(list.Images!));
        Assert.Equal(HttpStatusCode.Conflict, put.StatusCode);
        Assert.Contains("downloads no images", await put.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_whose_image_is_not_here_is_refused_and_nothing_is_downloaded()
    {
        await using var controller = await Start();
        using var put = await controller.Put("lab-r-0", new VmSpec { Image = Image, MemoryMiB = 64 });

        var failed = await controller.Reaches("lab-r-0", VmState.Failed);

        Assert.Contains("is not here", failed.Error, StringComparison.Ordinal);
        Assert.Contains("PUT /images/pull?image=ghcr.io%2Flab%2Flinux%3A1", failed.Advice, StringComparison.Ordinal);
        Assert.Empty(_tart.CallsOf("pull").Concat(_tart.CallsOf("clone")));
    }

    [Fact]
    public async Task A_machine_is_cloned_from_an_image_that_came_meanwhile()
    {
        await using var controller = await Start();
        await List(controller);
        _tart.Has(Image);

        using var put = await controller.Put("lab-r-0", new VmSpec { Image = Image, MemoryMiB = 64 });

        Assert.Equal("192.168.64.7", (await controller.Reaches("lab-r-0", VmState.Ready)).Ip);
    }

    [Theory]
    [InlineData("mine", "a local VM is not downloaded")]
    [InlineData("--insecure", "cannot be taken")]
    [InlineData("", "cannot be taken")]
    [InlineData("ghcr.io/../x:1", "'..'")]
    public async Task What_is_no_reference_is_refused(string image, string rule)
    {
        await using var controller = await Start();

        using var put = await Put(controller, image);

        Assert.Equal(HttpStatusCode.BadRequest, put.StatusCode);
        Assert.Contains(rule, await put.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_being_downloaded_cannot_be_stopped()
    {
        await using var controller = await Start();

        using var delete = await controller.Delete($"/images/pull?image={Uri.EscapeDataString(Image)}");

        Assert.Equal(HttpStatusCode.NotFound, delete.StatusCode);
    }

    private void Endless() => _tart.Answers("pull", $"echo $$ > {_tart.Home}/pull-process; while :; do sleep 0.05; done");

    private async Task<int> PullProcess()
    {
        var file = Path.Combine(_tart.Home, "pull-process");
        var process = 0;
        await Eventually.Holds(() => Task.FromResult(File.Exists(file) && int.TryParse(File.ReadAllText(file), out process)), "the download runs");
        return process;
    }

    private Task<RunningController> Start(params string[] settings) => RunningController.Start(stores, _root, [.. _tart.Settings, .. settings]);

    private static Task<HttpResponseMessage> Put(RunningController controller, string image) =>
        controller.Http.PutAsync(new Uri($"/images/pull?image={Uri.EscapeDataString(image)}", UriKind.Relative), null, Token);

    private static async Task<ImageList> List(RunningController controller) => (await controller.Http.GetFromJsonAsync<ImageList>("/images", LabJson.Options, Token))!;

    private static async Task<ImagePull> Reaches(RunningController controller, Func<ImagePull, bool> holds)
    {
        ImagePull? pull = null;
        await Eventually.Holds(async () => (pull = (await List(controller)).Pulls.SingleOrDefault()) is not null && holds(pull), () => $"the download is {pull}");
        return pull!;
    }
}
