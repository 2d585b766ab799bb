using System.Net;
using System.Net.Http.Json;
using Lab.Contracts;
using Lab.Tests.Support;
using Lab.Tests.TartStandIn;

namespace Lab.Tests.VmController.Sets;

/// <summary>The machines of a run over HTTP, with the real stand-in.</summary>
public sealed class SetLifecycleTests(Stores stores)
{
    private static readonly VmSpec Small = new() { Cpu = 1, MemoryMiB = 64, Lease = TimeSpan.FromMinutes(5) };

    private readonly string _root = RunningController.NewRoot();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_has_as_many_machines_as_it_wants_and_in_the_end_none()
    {
        await using var controller = await RunningController.Start(stores, _root);

        using var two = await Put(controller, "r", new VmSet { Count = 2, Spec = Small });
        Assert.Equal(HttpStatusCode.Accepted, two.StatusCode);
        await Ready(controller, "r", 2);
        Assert.All((await Get(controller, "r")).Vms, v => Assert.Equal(("process stand-in", "r"), (v.Machine, v.Owner)));

        using var one = await Put(controller, "r", new VmSet { Count = 1, Spec = Small });
        await Ready(controller, "r", 1);
        using var other = await Put(controller, "r", new VmSet { Count = 1, Spec = Small with { Cpu = 2 } });
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.Contains("'lab-r-0': cpu is 1, asked for 2", await other.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

        using var delete = await controller.Delete("/runs/r/vms");
        Assert.Equal(HttpStatusCode.Accepted, delete.StatusCode);
        Assert.Equal((null, 1), ((await Read(delete)).Wanted, (await Read(delete)).Vms.Count));
        await Ready(controller, "r", 0);
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(RunningController.HomeIn(_root), "vms")));
    }

    [Fact]
    public async Task A_run_whose_machines_are_being_deleted_can_want_others_at_once()
    {
        await using var controller = await RunningController.Start(stores, _root);
        using var first = await Put(controller, "r", new VmSet { Spec = Small });
        await Ready(controller, "r", 1);
        using var delete = await controller.Delete("/runs/r/vms");

        using var second = await Put(controller, "r", new VmSet { Spec = Small with { MemoryMiB = 96 } });

        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
        await Eventually.Holds(async () => (await Get(controller, "r")).Vms is [{ State: VmState.Ready, Spec.MemoryMiB: 96 }], "the other machine is ready");
    }

    [Fact]
    public async Task A_run_that_nobody_knows_has_no_machines_and_wants_no_number()
    {
        await using var controller = await RunningController.Start(stores, _root);

        var view = await Get(controller, "never");

        Assert.Equal(("never", null, 0), (view.RunId, view.Wanted, view.Vms.Count));
    }

    [Theory]
    [InlineData("a_b", "{}", "runId")]
    [InlineData("-a", "{}", "runId")]
    [InlineData("%24(id)", "{}", "runId")]
    [InlineData("r", """{"count":17,"spec":{"cpu":0,"memoryMiB":1,"network":"wifi"}}""", "count", "spec.cpu", "spec.memoryMiB", "spec.network")]
    [InlineData("r", """{"count":-1}""", "count")]
    [InlineData("r", """{"spec":null}""", "spec")]
    [InlineData("r", """{"cuont":1}""", "cuont")]
    [InlineData("r", "[]", "VmSet")]
    [InlineData("r", "null", "VmSet")]
    public async Task A_bad_request_is_told_all_that_is_bad(string runId, string body, params string[] texts)
    {
        await using var controller = await RunningController.Start(stores, _root);
        using var content = new StringContent(body);

        using var response = await controller.Http.PutAsync(new Uri($"/runs/{runId}/vms", UriKind.Relative), content, Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var said = await response.Content.ReadAsStringAsync(Token);
        Assert.All(texts, t => Assert.Contains(t, said, StringComparison.Ordinal));
    }

    private static Task<HttpResponseMessage> Put(RunningController controller, string runId, VmSet set) =>
        controller.Http.PutAsJsonAsync($"/runs/{runId}/vms", set, LabJson.Options, Token);

    private static async Task<VmSetView> Get(RunningController controller, string runId) =>
        (await controller.Http.GetFromJsonAsync<VmSetView>($"/runs/{runId}/vms", LabJson.Options, Token))!;

    private static async Task<VmSetView> Read(HttpResponseMessage response) => (await response.Content.ReadFromJsonAsync<VmSetView>(LabJson.Options, Token))!;

    private static Task Ready(RunningController controller, string runId, int count) => Eventually.Holds(
        async () => (await Get(controller, runId)).Vms is var vms && vms.Count == count && vms.All(v => v.State == VmState.Ready),
        $"{runId} has {count} machines, all ready");
}
