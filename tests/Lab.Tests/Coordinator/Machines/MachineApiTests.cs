using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Lab.Contracts;
using Lab.Coordinator.Machines;
using Lab.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace Lab.Tests.Coordinator.Machines;

/// <summary>The whole coordinator before a controller on a real socket: the API of machines, and what runs make of it.</summary>
public sealed class MachineApiTests(Stores stores)
{
    private const string VmRun = """{"experiment": "vm-memory", "seed": 1}""";

    [Fact]
    public async Task A_page_elsewhere_cannot_start_stop_or_check_a_machine()
    {
        await using var lab = await Started();
        foreach (var (method, path) in new[] { (HttpMethod.Put, "/api/vms/by-hand"), (HttpMethod.Delete, "/api/vms/by-hand"), (HttpMethod.Post, "/api/vms/preflight") })
        {
            using var foreign = new HttpRequestMessage(method, path) { Content = Json("{}") };
            foreign.Headers.Add("Origin", "https://evil.example");
            using var rebound = new HttpRequestMessage(method, path) { Content = Json("{}") };
            rebound.Headers.Host = "evil.example";
            using var embedded = new HttpRequestMessage(method, path) { Content = Json("{}") };
            embedded.Headers.Add("Sec-Fetch-Site", "cross-site");

            Assert.Equal(HttpStatusCode.Forbidden, (await lab.Http.SendAsync(foreign, Stop)).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await lab.Http.SendAsync(rebound, Stop)).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await lab.Http.SendAsync(embedded, Stop)).StatusCode);
        }

        using var form = new HttpRequestMessage(HttpMethod.Put, "/api/vms/by-hand") { Content = new StringContent("{}", Encoding.UTF8, "text/plain") };
        Assert.Equal(HttpStatusCode.BadRequest, (await lab.Http.SendAsync(form, Stop)).StatusCode);
        Assert.Empty(lab.Fake.Sets);
        Assert.Equal(0, lab.Fake.Count("POST /preflight"));
    }

    [Fact]
    public async Task Machines_by_hand_are_started_shown_and_stopped()
    {
        await using var lab = await Started();

        var (status, said) = await Send(lab, HttpMethod.Put, "/api/vms/by-hand", """{"count": 2, "spec": {"network": "softnet", "softnet": {"allow": ["10.0.0.0/8"]}}, "minutes": 10}""");
        Assert.True(status == HttpStatusCode.Accepted, said);
        Assert.Equal("softnet", lab.Fake.Sets.First().Spec.Network);
        Assert.Equal(2, (await Get<VmInventory>(lab, "/api/vms")).Vms.Count);
        Assert.Equal(HandPhase.Wanted, (await Get<HandView>(lab, "/api/vms/by-hand")).Now!.Phase);

        Assert.Equal(HttpStatusCode.Accepted, (await Send(lab, HttpMethod.Delete, "/api/vms/by-hand")).Status);
        await Until(async () => (await Get<HandView>(lab, "/api/vms/by-hand")) is { Now: null, Past.Count: 1 });
        Assert.Equal(HttpStatusCode.NoContent, (await Send(lab, HttpMethod.Delete, "/api/vms/by-hand")).Status);
    }

    [Theory]
    [InlineData("""{"count": 99, "minutes": 0, "spec": {"cpu": 0, "network": "x"}}""", "count: 99", "minutes: 0", "cpu: 0", "network: x")]
    [InlineData("""{"spec": null}""", "'spec' must not be null")]
    [InlineData("""{"spec": {"network": "softnet", "softnet": {"allow": null, "expose": ["1:0"]}}}""", "must be lists")]
    [InlineData("""{"spec": {"network": "softnet", "softnet": {"allow": [null], "expose": ["1:0"]}}}""", "softnet.allow", "softnet.expose: 1:0")]
    [InlineData("""{"cout": 1}""", "cout")]
    [InlineData("""{"count": "two"}""", "at 'count'")]
    [InlineData("null", "The body is null")]
    [InlineData("[", "cannot be read")]
    public async Task A_wish_that_cannot_be_had_is_refused_with_all_its_faults(string body, params string[] says)
    {
        await using var lab = await Started();

        var (status, problem) = await Send(lab, HttpMethod.Put, "/api/vms/by-hand", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.All(says, part => Assert.Contains(part, problem, StringComparison.Ordinal));
        Assert.Empty(lab.Fake.Sets);
    }

    [Fact]
    public async Task The_look_before_a_start_and_the_images_are_the_controller_s()
    {
        await using var lab = await Started();
        lab.Fake.Report = new PreflightReport([new PreflightFinding("memory", CheckResult.Warning, "Little.", "Close something.")], "debian");

        var (status, said) = await Send(lab, HttpMethod.Post, "/api/vms/preflight", """{"count": 1, "spec": {}}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(lab.Fake.Report.Findings, JsonSerializer.Deserialize<PreflightReport>(said, LabJson.Options)!.Findings);
        Assert.True((await Get<ImageList>(lab, "/api/images")).CanPull);
    }

    [Fact]
    public async Task A_run_that_cannot_work_here_is_refused_with_every_reason_and_its_fix()
    {
        await using var lab = await Started();
        lab.Fake.Report = new PreflightReport([new PreflightFinding("guest limit", CheckResult.Fails, "Two run.", "Stop one."), new PreflightFinding("disk", CheckResult.Fails, "Full.", "Delete something.")], null);

        var (status, said) = await Send(lab, HttpMethod.Post, "/api/runs", VmRun);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(2, JsonDocument.Parse(said).RootElement.GetProperty("faults").GetArrayLength());
        Assert.All(["Arm with-vm (a VM with 1 GiB, network nat): guest limit: Two run. Stop one.", "Delete something."], part => Assert.Contains(part, said, StringComparison.Ordinal));
        Assert.Empty(await Get<RunView[]>(lab, "/api/runs"));
    }

    [Fact]
    public async Task A_missing_image_is_pulled_before_the_first_block_and_what_was_doubtful_is_in_the_scope()
    {
        await using var lab = await Started();
        lab.Fake.Report = new PreflightReport([new PreflightFinding("network", CheckResult.Warning, "A route overlaps.", "Leave the VPN."), new PreflightFinding("image", CheckResult.Warning, "Not here.")], "debian:latest");
        var run = await StartRun(lab);
        await Until(() => Task.FromResult(lab.Fake.Count("PUT /images/pull?image=debian%3Alatest") == 1));

        lab.Fake.Pulls("debian:latest", p => p with { Share = 0.425 });
        await Until(async () => (await Run(lab, run)).Doing == "pulling debian:latest, 42 %");
        Assert.Empty(lab.Fake.Sets);
        lab.Fake.Report = lab.Fake.Report with { MissingImage = null };
        lab.Fake.Pulls("debian:latest", p => p with { State = PullState.Done, Share = 1 });
        await Until(async () => (await Run(lab, run)).Scope.Contains("The image debian:latest was pulled before the first block."));

        var view = await Run(lab, run);
        Assert.Contains("Before the run, network: A route overlaps. Leave the VPN.", view.Scope);
        Assert.DoesNotContain(view.Scope, s => s.Contains("Not here.", StringComparison.Ordinal));
        Assert.Equal(1, lab.Fake.Asked.Count(a => a.StartsWith("PUT /images", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_pull_that_fails_fails_the_run_with_the_reason_and_the_advice()
    {
        await using var lab = await Started();
        lab.Fake.Report = new PreflightReport([], "debian:latest");
        lab.Fake.OnPull = image => lab.Fake.Pulls(image, p => p with { State = PullState.Failed, Error = "404.", Advice = "Check its name." });

        var run = await StartRun(lab);
        await Until(async () => (await Run(lab, run)).State == RunState.Failed);

        Assert.Equal("The image debian:latest could not be pulled: 404. Check its name.", (await Run(lab, run)).Error);
        Assert.Empty(lab.Fake.Sets);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task Stopping_a_run_stops_its_pull_but_not_one_that_was_on_its_way_before(bool wasOnItsWay, int stops)
    {
        await using var lab = await Started();
        lab.Fake.Report = new PreflightReport([], "debian:latest");
        if (wasOnItsWay)
        {
            lab.Fake.Images = lab.Fake.Images with { Pulls = [new ImagePull { Image = "debian:latest", State = PullState.Pulling, StartedAt = DateTimeOffset.UnixEpoch }] };
        }

        var run = await StartRun(lab);
        await Until(async () => (await Run(lab, run)).Doing?.StartsWith("pulling", StringComparison.Ordinal) == true);
        await Send(lab, HttpMethod.Delete, $"/api/runs/{run}");
        await Until(async () => (await Run(lab, run)).State == RunState.Stopped);

        Assert.Equal(stops, lab.Fake.Count("DELETE /images/pull?image=debian%3Alatest"));
        Assert.Null((await Run(lab, run)).Doing);
    }

    [Fact]
    public async Task Machines_by_hand_and_runs_with_machines_keep_out_of_each_other_s_way()
    {
        await using var lab = await Started();
        await Send(lab, HttpMethod.Put, "/api/vms/by-hand", "{}");

        var (refused, why) = await Send(lab, HttpMethod.Post, "/api/runs", VmRun);
        Assert.Equal(HttpStatusCode.BadRequest, refused);
        Assert.Contains("Machines started by hand are on this host (a machine with 2 GiB, network nat)", why, StringComparison.Ordinal);

        await Send(lab, HttpMethod.Delete, "/api/vms/by-hand");
        await Until(async () => (await Get<HandView>(lab, "/api/vms/by-hand")).Now is null);
        lab.Fake.Report = new PreflightReport([], "debian:latest");
        var run = await StartRun(lab);
        lab.Fake.Report = new PreflightReport([], null);

        (refused, why) = await Send(lab, HttpMethod.Put, "/api/vms/by-hand", "{}");
        Assert.Equal(HttpStatusCode.BadRequest, refused);
        Assert.Contains($"The run {run} of vm-memory", why, StringComparison.Ordinal);
        Assert.Single(lab.Fake.Sets);
    }

    [Fact]
    public async Task A_run_waits_until_machines_by_hand_of_an_earlier_life_are_gone()
    {
        await using var lab = await Started();
        await lab.Fake.Client.Want(VmNames.ByHand, new VmSet(), Stop);

        var run = await StartRun(lab);
        await Until(async () => (await Run(lab, run)).Doing == "waiting for machines by hand to be gone");
        lab.Fake.Vms.Clear();

        await Until(async () => (await Run(lab, run)).Doing != "waiting for machines by hand to be gone");
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private async Task<Running> Started()
    {
        var fake = await FakeController.Start();
        var app = Lab.Coordinator.Program.Build(
        [
            "--urls", "http://127.0.0.1:0",
            $"--ConnectionStrings:redis={stores.Garnet}",
            $"--Lab:StorePrefix=test-{Guid.NewGuid():N}",
            "--services:api-emulator:http:0=http://127.0.0.1:1",
            $"--services:probe:http:0={fake.Address}",
            $"--services:vm-controller:http:0={fake.Address}",
        ]);
        await app.StartAsync(Stop);
        return new Running(app, fake);
    }

    private static async Task<string> StartRun(Running lab)
    {
        var (status, said) = await Send(lab, HttpMethod.Post, "/api/runs", VmRun);
        Assert.True(status == HttpStatusCode.Created, said);
        return JsonSerializer.Deserialize<RunView>(said, LabJson.Options)!.Id;
    }

    private static Task<RunView> Run(Running lab, string id) => Get<RunView>(lab, $"/api/runs/{id}");

    private static async Task<T> Get<T>(Running lab, string path) => (await lab.Http.GetFromJsonAsync<T>(path, LabJson.Options, Stop))!;

    private static async Task<(HttpStatusCode Status, string Said)> Send(Running lab, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : Json(body) };
        using var response = await lab.Http.SendAsync(request, Stop);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Stop));
    }

    private static async Task Until(Func<Task<bool>> so)
    {
        var deadline = Environment.TickCount64 + 30_000;
        while (!await so())
        {
            Assert.True(Environment.TickCount64 < deadline, "It did not come about within 30 s.");
            await Task.Delay(30, Stop);
        }
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private sealed record Running(WebApplication App, FakeController Fake) : IAsyncDisposable
    {
        public HttpClient Http { get; } = new() { BaseAddress = new Uri(App.Urls.First()) };

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await App.StopAsync();
            await App.DisposeAsync();
            await Fake.DisposeAsync();
        }
    }
}
