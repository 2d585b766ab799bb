using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Lab.Contracts;
using Lab.State;
using Lab.Tests.Probe.Support;
using Lab.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace Lab.Tests.Probe.Http;

public sealed class ProbeServiceTests(Stores stores) : IAsyncLifetime
{
    private readonly string _prefix = $"test-{Guid.NewGuid():N}";
    private readonly HttpClient _client = new();
    private WebApplication _service = null!;

    public async ValueTask InitializeAsync()
    {
        // Waits until the server answers.
        await (await stores.Open("garnet")).DisposeAsync();
        _service = await Start(stores.Garnet, _prefix);
        _client.BaseAddress = new Uri(_service.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Stop(_service);
    }

    [Fact]
    public async Task An_observation_is_answered_and_kept_with_its_run()
    {
        await using var peer = Peer.Answering("HTTP/1.1 401 Unauthorized\r\n\r\n");

        var answer = await _client.PostAsJsonAsync("/observations", new ObserveRequest(ObservationMoment.Before, peer.Url(), "run-1", "run-1/3"), LabJson.Options, TestContext.Current.CancellationToken);
        var observation = await answer.Content.ReadFromJsonAsync<Observation>(LabJson.Options, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("401", observation!.Readings.Single(r => r.Probe == "http").Facts["status"]);
        Assert.True(observation.Took > TimeSpan.Zero);
        Assert.NotEmpty(observation.Host.Interfaces);
        await using var store = await LabStore.Open(stores.Garnet, _prefix);
        var kept = Assert.Single(await new ObservationLog(store).OfRun("run-1"));
        Assert.Equal((observation.At, observation.Moment, "run-1/3", 3), (kept.At, kept.Moment, kept.TrialId, kept.Readings.Count));
    }

    [Fact]
    public async Task The_host_alone_can_be_asked_for()
    {
        var host = await _client.GetFromJsonAsync<HostSnapshot>("/host", LabJson.Options, TestContext.Current.CancellationToken);

        Assert.Contains(host!.Interfaces, i => i.Addresses.Contains("127.0.0.1/8"));
        await using var store = await LabStore.Open(stores.Garnet, _prefix);
        Assert.Empty(await new ObservationLog(store).Latest());
    }

    [Fact]
    public async Task A_watch_is_started_listed_and_ended()
    {
        await using var peer = Peer.Answering("HTTP/1.1 200 OK\r\n\r\n");
        await using var store = await LabStore.Open(stores.Garnet, _prefix);
        var log = new ObservationLog(store);

        var put = await _client.PutAsJsonAsync("/watch", new WatchRequest("run-2", peer.Url(), TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(60)), LabJson.Options, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        for (var tries = 0; (await log.OfRun("run-2")).Count < 2; tries++)
        {
            Assert.True(tries < 500, "Two looks should be kept within seconds.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.Equal("run-2", (await Json(_client.GetAsync("/watch", TestContext.Current.CancellationToken)))[0].GetProperty("runId").GetString());
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(HttpStatusCode.NoContent, (await _client.DeleteAsync("/watch/run-2", TestContext.Current.CancellationToken)).StatusCode);
        }

        Assert.Equal(0, (await Json(_client.GetAsync("/watch", TestContext.Current.CancellationToken))).GetArrayLength());
    }

    [Fact]
    public async Task All_faults_of_an_observe_request_are_told_at_once()
    {
        var errors = await Errors(_client.PostAsJsonAsync("/observations", new { moment = "soon", target = "ftp://x", runId = "a b", trialId = "" }, TestContext.Current.CancellationToken));

        Assert.Equal(["moment", "runId", "target", "trialId"], errors.EnumerateObject().Select(e => e.Name).Order());
        Assert.Contains("on-demand", errors.GetProperty("moment")[0].GetString());
    }

    [Fact]
    public async Task All_faults_of_a_watch_request_are_told_at_once()
    {
        var errors = await Errors(_client.PutAsJsonAsync("/watch", new { interval = 0.1, lease = 0 }, TestContext.Current.CancellationToken));

        Assert.Equal(["interval", "lease", "runId", "target"], errors.EnumerateObject().Select(e => e.Name).Order());
        Assert.Contains("0.2", errors.GetProperty("interval")[0].GetString());
    }

    [Theory]
    [InlineData("https://user:sesame@127.0.0.1")]
    [InlineData("https://127.0.0.1/?key=sesame")]
    public async Task A_target_with_a_secret_in_it_is_refused_and_not_repeated(string target)
    {
        var answer = await _client.PostAsJsonAsync("/observations", new { moment = "on-demand", target }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain("sesame", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("{\"moment\": 5}", "$.moment")]
    [InlineData("{", "not the JSON")]
    public async Task A_body_that_cannot_be_read_is_told_where(string body, string text)
    {
        var answer = await Json(_client.PostAsync("/observations", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken));

        Assert.Equal(400, answer.GetProperty("status").GetInt32());
        Assert.Contains(text, answer.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_store_that_is_away_is_a_503_that_says_so()
    {
        var service = await Start($"127.0.0.1:{FreePort.Next()}", _prefix);
        try
        {
            var answer = await _client.PostAsJsonAsync(new Uri(new Uri(service.Urls.Single()), "/observations"), new { moment = "on-demand" }, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains("ConnectionStrings:redis", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
        finally
        {
            await Stop(service);
        }
    }

    [Fact]
    public async Task Settings_out_of_bounds_are_refused_at_the_start()
    {
        await using var service = Lab.Probe.Program.Build(["--urls", "http://127.0.0.1:0", "--ConnectionStrings:redis", stores.Garnet, "--Probe:MaxSockets", "0", "--Probe:Timeout", "00:10:00"]);

        var refusal = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => service.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(2, refusal.Failures.Count());
    }

    private static async Task<WebApplication> Start(string redis, string prefix)
    {
        var service = Lab.Probe.Program.Build(["--urls", "http://127.0.0.1:0", "--ConnectionStrings:redis", redis, "--Lab:StorePrefix", prefix, "--Logging:LogLevel:Default", "Error"]);
        await service.StartAsync(TestContext.Current.CancellationToken);
        return service;
    }

    private static async Task Stop(WebApplication service)
    {
        await service.StopAsync(CancellationToken.None);
        await service.DisposeAsync();
    }

    private static async Task<JsonElement> Json(Task<HttpResponseMessage> asked) =>
        await (await asked).Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

    private static async Task<JsonElement> Errors(Task<HttpResponseMessage> asked)
    {
        var answer = await asked;
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        return (await Json(Task.FromResult(answer))).GetProperty("errors");
    }
}
