using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Lab.Contracts;
using Lab.ServiceDefaults;
using Lab.State;
using Lab.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lab.Tests.ServiceDefaults;

/// <summary>What every service has, in a service made for the test.</summary>
public sealed class EvidenceTests(Stores stores)
{
    [Fact]
    public async Task Spans_of_a_trace_that_is_asked_for_are_handed_in_also_those_that_end_later()
    {
        await using var store = await stores.Open("garnet");
        await using var service = await Service(store);
        using var source = new ActivitySource(LabSources.For("witness"));
        var evidence = new EvidenceStore(store);

        using var outer = source.StartActivity("outer")!;
        source.StartActivity("early")!.Dispose();

        // The test's own calls to the store would be spans of this trace as well.
        Activity.Current = null;
        await evidence.Want("r", outer.TraceId.ToHexString(), TimeProvider.System.GetUtcNow());
        await Until(async () => (await evidence.Trace(outer.TraceId.ToHexString())).Count == 1);

        using (var late = source.StartActivity("late", ActivityKind.Internal, outer.Context)!)
        {
            late.SetTag("lab.fault.kind", "stall").SetStatus(ActivityStatusCode.Error, "It stood still.");
        }

        Activity.Current = null;

        await Until(async () => (await evidence.Trace(outer.TraceId.ToHexString())).Count == 2);
        var span = (await evidence.Trace(outer.TraceId.ToHexString())).Single(s => s.Name == "late");
        Assert.Equal("witness", span.Service);
        Assert.Equal(outer.SpanId.ToHexString(), span.ParentSpanId);
        Assert.True(span.IsError);
        Assert.Equal("It stood still.", span.StatusDescription);
        Assert.Equal("stall", span.Attributes["lab.fault.kind"]);
    }

    [Fact]
    public void Recent_spans_are_bounded_and_the_oldest_go_first()
    {
        using var recent = new RecentSpans(new ServiceIdentity("s", "s-1"));
        using var source = new ActivitySource("bounded");
        using var listener = new ActivityListener { ShouldListenTo = s => s.Name == "bounded", Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(listener);
        var first = Ended(source);
        recent.OnEnd(first);

        Activity last = first;
        for (var n = 0; n < RecentSpans.Capacity; n++)
        {
            recent.OnEnd(last = Ended(source));
        }

        Assert.Empty(recent.Of(first.TraceId));
        Assert.Single(recent.Of(last.TraceId));
    }

    [Fact]
    public async Task Health_names_each_check_and_a_foreign_page_is_refused_everywhere()
    {
        await using var store = await stores.Open("garnet");
        await using var service = await Service(store);
        using var http = new HttpClient { BaseAddress = new Uri(service.Urls.First()) };
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/alive");
        foreign.Headers.Add("Origin", "http://elsewhere.example");
        using var crossSite = new HttpRequestMessage(HttpMethod.Get, "/alive");
        crossSite.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var link = new HttpRequestMessage(HttpMethod.Get, "/alive");
        link.Headers.Add("Sec-Fetch-Site", "cross-site");
        link.Headers.Add("Sec-Fetch-Mode", "navigate");

        await Until(async () => (await http.GetAsync("/health")).StatusCode == HttpStatusCode.OK);
        Assert.Contains("\"store\"", await http.GetStringAsync("/health", TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(foreign, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(crossSite, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.SendAsync(link, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Traces_go_to_the_collector_that_is_set()
    {
        await using var store = await stores.Open("garnet");
        var arrived = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var collectorBuilder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
        await using var collector = collectorBuilder.Build();
        collector.MapPost("/v1/traces", (Microsoft.AspNetCore.Http.HttpRequest request) => arrived.TrySetResult(request.ContentType ?? ""));
        await collector.StartAsync(TestContext.Current.CancellationToken);

        await using var service = await Service(store, "--OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.First(), "--OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", "--OTEL_BSP_SCHEDULE_DELAY", "100");
        using var source = new ActivitySource(LabSources.For("witness"));
        source.StartActivity("told")!.Dispose();

        Assert.Equal("application/x-protobuf", await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        await collector.StopAsync(TestContext.Current.CancellationToken);
    }

    private static Activity Ended(ActivitySource source)
    {
        Activity.Current = null;
        var activity = source.StartActivity("span", ActivityKind.Internal)!;
        activity.Dispose();
        return activity;
    }

    private static async Task<WebApplication> Service(LabStore store, params string[] more)
    {
        var prefix = store.Keys.Runs.Split(':')[0];
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0", $"--ConnectionStrings:redis={store.Endpoint}", $"--Lab:StorePrefix={prefix}", .. more]);
        builder.AddServiceDefaults("witness");
        builder.AddLabStore();
        var app = builder.Build();
        app.MapServiceDefaults();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static async Task Until(Func<Task<bool>> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var deadline = TimeProvider.System.GetUtcNow().AddSeconds(30);
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetUtcNow() < deadline, "It did not come about in 30 s.");
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
