using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Lab.Contracts;
using Lab.State;
using Lab.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lab.Tests.Coordinator.Api;

public sealed class ApiTests(Stores stores)
{
    [Fact]
    public async Task An_unknown_experiment_is_refused_with_the_names_there_are()
    {
        await using var lab = await Started();

        var (status, problem) = await Post(lab, """{"experiment": "nothing-such"}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("'nothing-such'", problem);
        Assert.Contains("known-fault", problem);
    }

    [Theory]
    [InlineData("""{"experiment": "known-fault", "seed": "one"}""", "'seed' must be a whole number")]
    [InlineData("""{"experiment": "known-fault", "seed": -1}""", "'seed: -1' must be a whole number of 0 or more")]
    [InlineData("""{"experiment": "known-fault", "seed": 1.5}""", "'seed' must be a whole number")]
    [InlineData("""{"experiment": "known-fault", "sed": 1}""", "'sed' is not known")]
    [InlineData("""{"experiment": "known-fault", "definition": "name: x"}""", "not both")]
    [InlineData("{}", "Give either 'experiment'")]
    [InlineData("not json", "not JSON")]
    [InlineData("""{"experiment": "known-fault", "target": "gopher://x"}""", "gopher://x")]
    [InlineData("""{"experiment": "known-fault", "overrides": {"design.max-blocks": 0}}""", "'design.max-blocks: 0'")]
    public async Task A_request_that_cannot_be_run_says_why(string body, string says)
    {
        await using var lab = await Started();

        var (status, problem) = await Post(lab, body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(says, problem);
    }

    [Fact]
    public async Task A_definition_with_faults_is_refused_with_all_of_them()
    {
        await using var lab = await Started();

        var (status, problem) = await Post(lab, JsonSerializer.Serialize(new { definition = "name: x\nworkload:\n  turns: 0\narms:\n  a:\n    fault: { kind: explode }\n" }));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.All(["'question' is missing", "line 3", "workload.turns: 0", "explode", "line 4"], part => Assert.Contains(part, problem));
    }

    [Fact]
    public async Task What_does_not_exist_is_said_to_be_missing()
    {
        await using var lab = await Started();

        foreach (var path in new[] { "/api/runs/none", "/api/runs/none/failures", "/api/runs/none/events", "/api/runs/none/report", "/api/experiments/none", "/api/self-test/none", "/api/traces/0123456789abcdef0123456789abcdef" })
        {
            using var response = await lab.Http.GetAsync(path, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task A_run_waits_in_the_queue_and_can_be_stopped_there()
    {
        await using var lab = await Started();
        using var created = await lab.Http.PostAsJsonAsync("/api/runs", new { experiment = "known-fault", seed = 7 }, TestContext.Current.CancellationToken);
        var run = (await created.Content.ReadFromJsonAsync<RunView>(LabJson.Options, TestContext.Current.CancellationToken))!;

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal($"/api/runs/{run.Id}", created.Headers.Location?.ToString());
        Assert.Equal(7, run.Seed);
        Assert.Equal(["healthy", "resets"], run.Arms.Select(a => a.Name));
    }

    [Fact]
    public async Task A_page_elsewhere_cannot_start_a_run()
    {
        await using var lab = await Started();
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/api/runs") { Content = Json("""{"experiment": "known-fault"}""") };
        foreign.Headers.Add("Origin", "https://evil.example");
        using var form = new HttpRequestMessage(HttpMethod.Post, "/api/runs") { Content = new StringContent("""{"experiment": "known-fault"}""", Encoding.UTF8, "text/plain") };
        using var rebound = new HttpRequestMessage(HttpMethod.Post, "/api/runs") { Content = Json("""{"experiment": "known-fault"}""") };
        rebound.Headers.Host = "evil.example";
        using var test = new HttpRequestMessage(HttpMethod.Post, "/api/self-test") { Content = new StringContent("{}", Encoding.UTF8, "text/plain") };

        Assert.Equal(HttpStatusCode.Forbidden, (await lab.Http.SendAsync(foreign, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await lab.Http.SendAsync(form, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await lab.Http.SendAsync(rebound, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await lab.Http.SendAsync(test, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Empty((await lab.Http.GetFromJsonAsync<RunView[]>("/api/runs", LabJson.Options, TestContext.Current.CancellationToken))!);
    }

    [Fact]
    public async Task A_store_that_is_away_is_said_to_be_away()
    {
        await using var lab = await Started($"127.0.0.1:{FreePort.Next()}");

        using var list = await lab.Http.GetAsync("/api/runs", TestContext.Current.CancellationToken);
        using var health = await lab.Http.GetAsync("/health", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, list.StatusCode);
        Assert.Contains("The store is away", await list.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Contains("ConnectionStrings:redis", await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.OK, (await lab.Http.GetAsync("/alive", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public void A_start_without_the_store_s_address_says_which_setting_is_missing() =>
        Assert.Contains("ConnectionStrings:redis", Assert.Throws<InvalidOperationException>(() => Lab.Coordinator.Program.Build([])).Message);

    [Fact]
    public void A_start_without_another_service_s_address_says_which_setting_is_missing() =>
        Assert.Contains("services:api-emulator:http:0", Assert.Throws<InvalidOperationException>(() => Lab.Coordinator.Program.Build(["--ConnectionStrings:redis=127.0.0.1:1"])).Message);

    [Fact]
    public async Task The_real_API_is_not_called_before_the_user_has_agreed_to_as_much()
    {
        await using var lab = await Started();
        var queue = lab.Services.GetRequiredService<LoadQueue>();
        static string Ask(int requests, bool confirm = false) => $$"""{"experiment": "parallel-sessions", "target": "anthropic", "overrides": {"target.max-requests": {{requests}}, "target.max-tokens": 1000000}{{(confirm ? ", \"confirm\": true" : "")}}}""";

        Assert.Contains("No load-generator is running", (await Post(lab, Ask(10))).Problem);
        await queue.SignalLife(new WorkerInfo("w", HasAnthropicKey: false, null));
        Assert.Contains("Parameters__anthropic_key", (await Post(lab, Ask(10))).Problem);
        await queue.SignalLife(new WorkerInfo("w", HasAnthropicKey: true, null));
        var (status, problem) = await Post(lab, Ask(10));

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.All(["10 requests", "1,000,000 tokens", "\"confirm\": true"], part => Assert.Contains(part, problem));
        Assert.Equal(HttpStatusCode.Created, (await Post(lab, Ask(10, confirm: true))).Status);
        Assert.Equal(HttpStatusCode.Created, (await Post(lab, Ask(9))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await Post(lab, Ask(11))).Status);
    }

    [Fact]
    public async Task A_key_in_the_settings_appears_in_no_run_no_report_no_record_and_no_log()
    {
        const string key = "sk-ant-api03-not-a-key-but-looks-like-one";
        await using var lab = await Started(more: [$"--Anthropic:ApiKey={key}", $"--Parameters:anthropic-key={key}"]);
        var log = new LogLines();
        lab.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        lab.Services.GetRequiredService<ILogger<ApiTests>>().LogWarning("The log is listened to.");
        await lab.Services.GetRequiredService<LoadQueue>().SignalLife(new WorkerInfo("w", HasAnthropicKey: true, null));
        using var created = await lab.Http.PostAsync("/api/runs", Json("""{"experiment": "parallel-sessions", "target": "anthropic", "overrides": {"target.max-requests": 5, "workload.calls": 2, "design.max-blocks": 1}, "confirm": true}"""), TestContext.Current.CancellationToken);
        var run = (await created.Content.ReadFromJsonAsync<RunView>(LabJson.Options, TestContext.Current.CancellationToken))!;
        await lab.Http.DeleteAsync($"/api/runs/{run.Id}", TestContext.Current.CancellationToken);

        var said = new List<string> { JsonSerializer.Serialize(await lab.Services.GetRequiredService<RunStore>().Load<JsonElement>(run.Id)) };
        foreach (var path in new[] { "", "/report?format=json", "/report?format=md", "/report?format=html", "/trials", "/failures", "/observations" })
        {
            said.Add(await lab.Http.GetStringAsync($"/api/runs/{run.Id}{path}", TestContext.Current.CancellationToken));
        }

        Assert.All(said, text => Assert.True(text.Length > 0));
        Assert.NotEmpty(log.All);
        Assert.DoesNotContain([.. said, .. log.All], text => text.Contains(key, StringComparison.Ordinal));
    }

    private async Task<Running> Started(string? store = null, string[]? more = null)
    {
        var app = Lab.Coordinator.Program.Build(
        [
            .. more ?? [],
            "--urls", "http://127.0.0.1:0",
            $"--ConnectionStrings:redis={store ?? stores.Garnet}",
            $"--Lab:StorePrefix=test-{Guid.NewGuid():N}",
            "--services:api-emulator:http:0=http://127.0.0.1:1",
            "--services:probe:http:0=http://127.0.0.1:1",
            "--services:vm-controller:http:0=http://127.0.0.1:1",
        ]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new Running(app);
    }

    private static async Task<(HttpStatusCode Status, string Problem)> Post(Running lab, string body)
    {
        using var response = await lab.Http.PostAsync("/api/runs", Json(body), TestContext.Current.CancellationToken);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return (response.StatusCode, problem.TryGetProperty("detail", out var detail) ? detail.GetString()! : "");
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private sealed class Running(WebApplication app) : IAsyncDisposable
    {
        public IServiceProvider Services => app.Services;

        public HttpClient Http { get; } = new() { BaseAddress = new Uri(app.Urls.First()) };

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }

    /// <summary>Everything that is logged, whole.</summary>
    private sealed class LogLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => All.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
