using System.Net;
using Lab.Shell;

namespace Lab.Tests.AppHost;

public sealed class LifeTests
{
    [Fact]
    public async Task Everything_becomes_healthy_is_told_where_the_others_are_and_ends_in_order_on_a_signal()
    {
        await using var host = RunningHost.Start([], ("Parameters__anthropic_key", "sk-test-1"));

        await host.Says($"Lab: open http://localhost:{host.Port}");

        using var http = new HttpClient();
        var health = await http.GetAsync(new Uri($"http://localhost:{host.Port}/health"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);

        var services = host.Services();
        Assert.Equal(
            ["api-emulator", "coordinator", "load-generator", "load-generator", "probe", "store", "vm-controller"],
            services.Select(s => s.Name).Order(StringComparer.Ordinal));

        var coordinator = services.Single(s => s.Name == "coordinator").Environment;
        Assert.Equal($"http://localhost:{host.Port}", coordinator["ASPNETCORE_URLS"]);
        Assert.Equal("Development", coordinator["ASPNETCORE_ENVIRONMENT"]);
        Assert.Equal("stdin", coordinator["LAB_HOST_WATCH"]);
        Assert.Equal($"127.0.0.1:{coordinator["REDIS_PORT"]}", coordinator["ConnectionStrings__redis"]);
        Assert.Equal($"redis://127.0.0.1:{coordinator["REDIS_PORT"]}", coordinator["REDIS_URI"]);
        Assert.Equal(services.Single(s => s.Name == "store").Environment["Store__Port"], coordinator["REDIS_PORT"]);
        Assert.Equal(services.Single(s => s.Name == "probe").Environment["ASPNETCORE_URLS"], coordinator["services__probe__http__0"]);
        Assert.Equal(coordinator["services__probe__http__0"], coordinator["PROBE_HTTP"]);
        Assert.Equal(coordinator["services__api-emulator__http__0"], coordinator["API_EMULATOR_HTTP"]);

        // The key goes to those who need it, and nothing of it to the others.
        Assert.All(services, s => Assert.Equal(s.Name == "load-generator", s.Environment.Values.Contains("sk-test-1")));
        Assert.DoesNotContain("sk-test-1", host.Text, StringComparison.Ordinal);

        host.Signal(PosixSignal.Terminate);

        Assert.Equal(0, await host.Ends());
        var text = host.Text;
        Assert.True(text.IndexOf("Stopping coordinator", StringComparison.Ordinal) < text.IndexOf("Stopping store", StringComparison.Ordinal), text);
        await host.LeavesNothing();
    }

    [Fact]
    public async Task A_service_that_dies_is_reported_the_others_go_on_and_a_killed_host_takes_them_along()
    {
        await using var host = RunningHost.Start([]);
        await host.Says("Lab: open");

        Processes.Signal(host.Services().Single(s => s.Name == "probe").Id, PosixSignal.Kill);

        await host.Says("probe ended with exit code 137. It is not started again; the others go on.");
        Assert.Equal(6, host.Services().Count);
        Assert.False(host.Exited.IsCompleted);

        host.Signal(PosixSignal.Kill);
        await host.Ends();

        await host.LeavesNothing();
    }

    [Fact]
    public async Task A_store_that_is_away_fails_the_start_with_what_a_service_said_and_leaves_nothing()
    {
        var nobody = Support.FreePort.Next();
        await using var host = RunningHost.Start([], ("ConnectionStrings__redis", $"127.0.0.1:{nobody}"), ("LocalHosting__StartLimit", "00:00:25"));

        Assert.Equal(1, await host.Ends());

        Assert.Contains("did not become healthy within 25 s.", host.Text, StringComparison.Ordinal);
        Assert.Contains($"The store at 127.0.0.1:{nobody} did not answer", host.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Stopping store", host.Text, StringComparison.Ordinal);
        await host.LeavesNothing();
    }

    [Fact]
    public async Task A_data_directory_of_another_lab_fails_the_start_and_names_the_process_that_has_it()
    {
        var data = Directory.CreateTempSubdirectory("lab-taken-");
        using var other = Lab.EmbeddedStore.EmbeddedGarnet.Start(Support.FreePort.Next(), Path.Combine(data.FullName, "store"));
        await using var host = RunningHost.Start(["--data", data.FullName]);

        Assert.Equal(1, await host.Ends());

        Assert.Contains($"is in use by process {Environment.ProcessId}", host.Text, StringComparison.Ordinal);
        Assert.Contains("store ended with exit code 1 before it was healthy.", host.Text, StringComparison.Ordinal);
    }
}
