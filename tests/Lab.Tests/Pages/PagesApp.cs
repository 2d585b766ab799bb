using Lab.Coordinator.Experiments;
using Lab.Coordinator.Machines;
using Lab.Coordinator.Pages;
using Lab.Coordinator.Pages.Sources;
using Lab.Coordinator.Runs;
using Lab.ServiceDefaults;
using Lab.State;
using Lab.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lab.Tests.Pages;

/// <summary>The pages on a free port, before runs and machines that a test holds in its hand and a store of its own.</summary>
internal sealed class PagesApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly LabStore _store;

    private PagesApp(WebApplication app, LabStore store)
    {
        (_app, _store) = (app, store);
        Client = new HttpClient { BaseAddress = new Uri(Address) };
        Client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    public FakeRuns Runs { get; } = new();

    public FakeExperiments Experiments { get; } = new();

    public FakeVms Vms { get; } = new();

    public FakeHand Hand { get; } = new();

    public FakeProbe Probe { get; } = new();

    public EvidenceStore Evidence => new(_store);

    public ObservationLog Observations => new(_store);

    public string Address => _app.Urls.First();

    public HttpClient Client { get; }

    public static async Task<PagesApp> Start(Stores stores)
    {
        var store = await stores.Open("garnet");

        // Inside a test process the entry assembly is the test's: the pages' scripts and styles are found by the coordinator's name.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "Lab.Coordinator", EnvironmentName = "Development" });
        builder.WebHost.UseStaticWebAssets().UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddServiceDefaults("coordinator");
        builder.Services.AddPages();
        builder.Services.AddSingleton(new EvidenceStore(store));
        builder.Services.AddSingleton(new ObservationLog(store));

        PagesApp? pages = null;
        builder.Services.AddSingleton<IRuns>(_ => pages!.Runs);
        builder.Services.AddSingleton<IExperiments>(_ => pages!.Experiments);
        builder.Services.AddSingleton<IVms>(_ => pages!.Vms);
        builder.Services.AddSingleton<IHandMachines>(_ => pages!.Hand);
        builder.Services.AddSingleton<IHostNow>(_ => pages!.Probe);

        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapPages();
        await app.StartAsync(TestContext.Current.CancellationToken);
        pages = new PagesApp(app, store);
        return pages;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _store.DisposeAsync();
    }
}
