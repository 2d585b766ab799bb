using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Lab.Contracts;
using Lab.ServiceDefaults;
using Lab.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lab.Tests.ApiEmulator;

/// <summary>The emulator as it ships, on a free port, with a store of its own.</summary>
internal sealed class RunningEmulator : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningEmulator(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
        Http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = Address };
    }

    public Uri Address { get; }

    public IPEndPoint EndPoint => new(IPAddress.Loopback, Address.Port);

    public HttpClient Http { get; }

    public RecentSpans Spans => _app.Services.GetRequiredService<RecentSpans>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<RunningEmulator> Start(Stores stores, EmulatorPlan? plan = null, params string[] more)
    {
        var app = Lab.ApiEmulator.Program.Build(["--urls", "http://127.0.0.1:0", $"--ConnectionStrings:redis={stores.Garnet}", "--Logging:LogLevel:Default=Warning", $"--Lab:StorePrefix=test-{Guid.NewGuid():N}", .. more]);
        try
        {
            await app.StartAsync(Stop);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        var emulator = new RunningEmulator(app);
        if (plan is not null)
        {
            await emulator.Set(plan);
        }

        return emulator;
    }

    public async Task<EmulatorStatus> Set(EmulatorPlan plan)
    {
        using var response = await Http.PutAsJsonAsync("/lab/plan", plan, LabJson.Options, Stop);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Stop));
        return (await response.Content.ReadFromJsonAsync<EmulatorStatus>(LabJson.Options, Stop))!;
    }

    public async Task<EmulatorStatus> Status() => (await Http.GetFromJsonAsync<EmulatorStatus>("/lab/status", LabJson.Options, Stop))!;

    public Task<HttpResponseMessage> Post(string body, string path = "/v1/messages", string? session = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body) };
        if (session is not null)
        {
            request.Headers.Add("X-Claude-Code-Session-Id", session);
        }

        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
    }

    /// <summary>The server's span of a trace, as soon as it has ended; fails after two seconds.</summary>
    public async Task<SpanRecord> Span(ActivityTraceId trace, string? otherwise = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (Spans.Of(trace) is [var span, ..])
            {
                return span;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(2), otherwise ?? "The server's span did not arrive.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
