using System.Collections.Concurrent;
using System.Text.Json;
using Lab.Contracts;
using Lab.Coordinator.Clients;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lab.Tests.Coordinator.Machines;

/// <summary>A vm-controller and a probe on a free port: real HTTP, and machines that only stand in the books.</summary>
internal sealed class FakeController : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeController(WebApplication app) => _app = app;

    /// <summary>The machines by name; a test changes them as it likes.</summary>
    public ConcurrentDictionary<string, VmView> Vms { get; } = new();

    /// <summary>Every request in order: <c>PUT /runs/r/vms</c>.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public ConcurrentQueue<VmSet> Sets { get; } = new();

    public VmBackend Backend { get; set; } = new() { Name = "Tart 2.35.0", IsVirtualMachine = true, Path = "/usr/bin/tart", Description = "Virtual machines of Apple's hypervisor." };

    public PreflightReport Report { get; set; } = new([], null);

    public ImageList Images { get; set; } = new([], [], CanPull: true, null);

    /// <summary>The state that machines are taken on in.</summary>
    public VmState Born { get; set; } = VmState.Ready;

    /// <summary>Whether deleted machines stay in the books as <see cref="VmState.Stopping"/>.</summary>
    public bool IsSlowToDelete { get; set; }

    /// <summary>Answered to every request for machines; null for none.</summary>
    public Func<IResult>? Refuse { get; set; }

    /// <summary>What the probe sees.</summary>
    public HostSnapshot Host { get; set; } = new() { At = DateTimeOffset.UnixEpoch, System = "Test" };

    /// <summary>What a begun download does.</summary>
    public Action<string> OnPull { get; set; } = _ => { };

    public string Address => _app.Urls.First();

    public VmClient Client => new(new HttpClient { BaseAddress = new Uri(Address) });

    public BallastClient Ballasts => new(new HttpClient { BaseAddress = new Uri(Address) });

    public ProbeClient Probe => new(new HttpClient { BaseAddress = new Uri(Address) }, new EmulatorClient(new HttpClient { BaseAddress = new Uri(Address) }));

    public int Count(string request) => Asked.Count(a => a == request);

    public static async Task<FakeController> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var fake = new FakeController(builder.Build());
        fake.Map(fake._app);
        await fake._app.StartAsync(TestContext.Current.CancellationToken);
        return fake;
    }

    private void Map(WebApplication app)
    {
        app.Use((context, next) =>
        {
            Asked.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            return next(context);
        });
        app.MapGet("/backend", () => Json(Backend));
        app.MapGet("/vms", () => Json(new VmInventory(Backend, [.. Vms.Values], 0)));
        app.MapPut("/vms/{name}", async (string name, HttpRequest request) => Refuse?.Invoke() ?? Json(Take(name, (await Body<VmSpec>(request))!), 202));
        app.MapDelete("/vms/{name}", (string name) => Drop(name));
        app.MapGet("/runs/{run}/vms", (string run) => Json(View(run)));
        app.MapDelete("/runs/{run}/vms", (string run) =>
        {
            foreach (var vm in View(run).Vms)
            {
                Drop(vm.Name);
            }

            return Json(View(run), 202);
        });
        app.MapPut("/runs/{run}/vms", async (string run, HttpRequest request) =>
        {
            var set = (await Body<VmSet>(request))!;
            Sets.Enqueue(set);
            if (Refuse?.Invoke() is { } refused)
            {
                return refused;
            }

            foreach (var index in Enumerable.Range(0, set.Count))
            {
                Take(VmNames.For(run, index), set.Spec);
            }

            return Json(View(run), 202);
        });
        app.MapPost("/preflight", () => Json(Report));
        app.MapGet("/images", () => Json(Images));
        app.MapPut("/images/pull", (string image) =>
        {
            Images = Images with { Pulls = [new ImagePull { Image = image, State = PullState.Pulling, StartedAt = DateTimeOffset.UnixEpoch, Share = 0 }] };
            OnPull(image);
            return Json(Images.Pulls[0], 202);
        });
        app.MapDelete("/images/pull", (string image) => Pulls(image, p => p with { State = PullState.Stopped }));
        app.MapPost("/observations", () => Json(new Observation { At = Host.At, Took = TimeSpan.Zero, Moment = ObservationMoment.OnDemand, Host = Host }));
        app.MapPut("/watch", () => Results.NoContent());
        app.MapDelete("/watch/{run}", () => Results.NoContent());
    }

    /// <summary>Changes the download of an image.</summary>
    public IResult Pulls(string image, Func<ImagePull, ImagePull> change)
    {
        Images = Images with { Pulls = [.. Images.Pulls.Select(p => p.Image == image ? change(p) : p)] };
        return Results.Accepted();
    }

    /// <summary>All machines reach a state.</summary>
    public void All(VmState state)
    {
        foreach (var vm in Vms.Values)
        {
            Vms[vm.Name] = vm with { State = state };
        }
    }

    private VmView Take(string name, VmSpec spec) => Vms.GetOrAdd(name, _ => new VmView { Name = name, State = Born, Spec = spec, Since = DateTimeOffset.UnixEpoch, Owner = VmNames.OwnerOf(name), LeaseUntil = DateTimeOffset.MaxValue });

    private IResult Drop(string name)
    {
        if (IsSlowToDelete && Vms.TryGetValue(name, out var vm))
        {
            Vms[name] = vm with { State = VmState.Stopping };
        }
        else
        {
            Vms.TryRemove(name, out _);
        }

        return Results.Accepted();
    }

    private VmSetView View(string run) => new(run, null, [.. Vms.Values.Where(v => v.Owner == run).OrderBy(v => v.Name)]);

    private static IResult Json<T>(T what, int status = 200) => Results.Json(what, LabJson.Options, statusCode: status);

    private static ValueTask<T?> Body<T>(HttpRequest request) => JsonSerializer.DeserializeAsync<T>(request.Body, LabJson.Options);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
