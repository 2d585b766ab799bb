using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Lab.AppHost;

/// <summary>The calls to the coordinator that commands make.</summary>
internal sealed class CoordinatorApi(EndpointReference endpoint)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public Uri Page(string runId) => At($"runs/{Uri.EscapeDataString(runId)}");

    /// <summary>Starts a run and gives its id.</summary>
    public async Task<string> Start(string experiment, long? seed, CancellationToken cancellation)
    {
        var body = new Dictionary<string, object> { ["experiment"] = experiment };
        if (seed is { } given)
        {
            body["seed"] = given;
        }

        var run = await Call(HttpMethod.Post, "api/runs", body, cancellation);
        return run.GetProperty("id").GetString()!;
    }

    /// <summary>The runs that run or wait.</summary>
    public async Task<IReadOnlyList<string>> Unfinished(CancellationToken cancellation)
    {
        var runs = await Call(HttpMethod.Get, "api/runs", null, cancellation);
        return [.. runs.EnumerateArray()
            .Where(r => r.GetProperty("state").GetString() is "running" or "queued")
            .Select(r => r.GetProperty("id").GetString()!)];
    }

    public Task Stop(string runId, CancellationToken cancellation) => Call(HttpMethod.Delete, $"api/runs/{Uri.EscapeDataString(runId)}", null, cancellation);

    /// <summary>Starts the self-test and waits for its end.</summary>
    public async Task<SelfTestOutcome> SelfTest(CancellationToken cancellation)
    {
        var begun = await Call(HttpMethod.Post, "api/self-test", new { }, cancellation);
        var id = begun.GetProperty("runId").GetString()!;
        using var timer = new PeriodicTimer(Pause, TimeProvider.System);
        while (true)
        {
            var test = await Call(HttpMethod.Get, $"api/self-test/{Uri.EscapeDataString(id)}", null, cancellation);
            var state = test.GetProperty("state").GetString()!;
            if (state != "running")
            {
                var findings = test.TryGetProperty("findings", out var list) ? list.EnumerateArray().Select(Text).ToList() : [];
                return new SelfTestOutcome(state, findings);
            }

            await timer.WaitForNextTickAsync(cancellation);
        }
    }

    private static async Task<JsonElement> Read(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            throw new CoordinatorRefusedException(Problem.Describe((int)answer.StatusCode, text));
        }

        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static string Text(JsonElement finding) =>
        $"{(finding.GetProperty("holds").GetBoolean() ? "holds" : "FAILS")}: {finding.GetProperty("what").GetString()}. {finding.GetProperty("because").GetString()}";

    private async Task<JsonElement> Call(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, At(path)) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await Http.SendAsync(request, cancellation);
        return await Read(answer, cancellation);
    }

    private Uri At(string path) => new(new Uri(endpoint.Url), path);
}

/// <summary>How a self-test ended.</summary>
internal sealed record SelfTestOutcome(string State, IReadOnlyList<string> Findings);
