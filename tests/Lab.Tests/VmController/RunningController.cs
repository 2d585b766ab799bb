using System.Net.Http.Json;
using Lab.Contracts;
using Lab.Shell;
using Lab.Tests.Support;
using Lab.Tests.TartStandIn;
using Microsoft.AspNetCore.Builder;

namespace Lab.Tests.VmController;

/// <summary>The real service on a free port, with the real stand-in behind it and directories of its own.</summary>
internal sealed class RunningController : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _root;

    private RunningController(WebApplication app, string root)
    {
        _app = app;
        _root = root;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Http { get; }

    public static string NewRoot() => Directory.CreateTempSubdirectory("lab-vms-").FullName;

    public static string HomeIn(string root) => Path.Combine(root, "vm-controller", "stand-in");

    public static string[] Arguments(Stores stores, string root, params string[] settings) =>
    [
        "--urls", "http://127.0.0.1:0",
        "--ConnectionStrings:redis", stores.Garnet,
        "--Lab:StorePrefix", $"test-{Guid.NewGuid():N}",
        "--Lab:DataDirectory", root,
        "--VmController:StandInPath", StandIn.Executable,
        "--VmController:MemoryReserveMiB", "0",
        "--Logging:LogLevel:Default", "Warning",
        .. settings,
    ];

    public static async Task<RunningController> Start(Stores stores, string root, params string[] settings)
    {
        var app = Lab.VmController.Program.Build(Arguments(stores, root, settings));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningController(app, root);
    }

    /// <summary>A call of the stand-in beside the controller's back.</summary>
    public static Task<CommandResult> Tart(string root, params string[] arguments) => new CommandRunner(TimeProvider.System).Run(
        new Command(StandIn.Executable, arguments) { Environment = new Dictionary<string, string?> { ["TART_HOME"] = HomeIn(root) }, Timeout = TimeSpan.FromSeconds(40) },
        TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> Put(string name, VmSpec spec) => Http.PutAsJsonAsync($"/vms/{name}", spec, LabJson.Options, TestContext.Current.CancellationToken);

    public async Task<VmView?> Get(string name)
    {
        using var response = await Http.GetAsync(new Uri($"/vms/{name}", UriKind.Relative), TestContext.Current.CancellationToken);
        return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<VmView>(LabJson.Options, TestContext.Current.CancellationToken) : null;
    }

    public async Task<VmView> Reaches(string name, VmState state)
    {
        VmView? view = null;
        await Eventually.Holds(async () => (view = await Get(name))?.State == state, () => $"{name} is {state}, not {view?.State}: {view?.Error}");
        return view!;
    }

    public Task IsGone(string name) => Eventually.Holds(async () => await Get(name) is null, $"{name} is gone");

    public Task<HttpResponseMessage> Delete(string path) => Http.DeleteAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    public Task Stop() => _app.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Stop();
        await _app.DisposeAsync();
        Http.Dispose();
        if (Directory.Exists(_root))
        {
            Directory.Delete(_root, recursive: true);
        }
    }
}
