using System.Text.RegularExpressions;
using Lab.Contracts;
using Lab.Coordinator.Runs;
using Lab.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Lab.Tests.Pages;

/// <summary>What a reader does with the pages, done in a browser.</summary>
public sealed class BrowserTests(Stores stores, Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Run_starts_the_experiment_with_the_seed_and_shows_the_run()
    {
        await using var app = await PagesApp.Start(stores);
        var page = await browser.Open();
        await page.GotoAsync(app.Address);

        await page.GetByTestId("seed-vm-on-off").FillAsync("4711");
        await page.GetByTestId("run-vm-on-off").ClickAsync();

        await Expect(page.GetByTestId("state")).ToHaveTextAsync(new Regex("queued"));
        Assert.EndsWith("/runs/r-new", page.Url, StringComparison.Ordinal);
        var started = Assert.Single(app.Runs.Started);
        Assert.Equal(("vm-on-off", 4711L), (started.Experiment, started.Seed));
    }

    [Fact]
    public async Task A_refused_start_shows_every_fault_on_its_card_and_keeps_the_seed()
    {
        await using var app = await PagesApp.Start(stores);
        app.Runs.Refuse = ["line 3: 'parallell' is no key of a workload. Did you mean 'parallel'?", "arms: there is no control. Mark one."];
        var page = await browser.Open();
        await page.GotoAsync(app.Address);

        await page.GetByTestId("seed-idle-gap").FillAsync("12");
        await page.GetByTestId("run-idle-gap").ClickAsync();

        await Expect(page.GetByTestId("faults-idle-gap").GetByRole(AriaRole.Listitem)).ToHaveTextAsync(["line 3: 'parallell' is no key of a workload. Did you mean 'parallel'?", "arms: there is no control. Mark one."]);
        await Expect(page.GetByTestId("seed-idle-gap")).ToHaveValueAsync("12");
        await Expect(page.GetByTestId("faults-vm-on-off")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_seed_that_is_none_is_refused_before_anything_starts()
    {
        await using var app = await PagesApp.Start(stores);
        var page = await browser.Open();
        await page.GotoAsync(app.Address);

        await page.GetByTestId("seed-vm-on-off").FillAsync("lucky");
        await page.GetByTestId("run-vm-on-off").ClickAsync();

        await Expect(page.GetByTestId("faults-vm-on-off")).ToContainTextAsync("The seed 'lucky' is not a whole number of 0 or more.");
        Assert.Empty(app.Runs.Started);
    }

    [Fact]
    public async Task A_run_against_the_real_API_is_asked_about_before_it_starts()
    {
        await using var app = await PagesApp.Start(stores);
        app.Runs.Ask = new ConsentQuestion(500, 2_000_000, true, "This run sends at most 500 requests with your key to the real API.");
        var page = await browser.Open();
        await page.GotoAsync(app.Address);

        await page.GetByTestId("seed-vm-on-off").FillAsync("5");
        await page.GetByTestId("target-vm-on-off").SelectOptionAsync("anthropic");
        await page.GetByTestId("max-requests-vm-on-off").FillAsync("500");
        await page.GetByTestId("run-vm-on-off").ClickAsync();
        await Expect(page.GetByTestId("consent-vm-on-off")).ToContainTextAsync("at most 500 requests");
        Assert.Empty(app.Runs.Started);
        await page.GetByTestId("consent-yes").ClickAsync();

        await Expect(page.GetByTestId("state")).ToHaveTextAsync(new Regex("queued"));
        var started = Assert.Single(app.Runs.Started);
        Assert.Equal((5L, "anthropic", true), (started.Seed, started.Target, started.Confirm));
        Assert.Equal(500, started.Overrides!["target.max-requests"].GetInt32());
    }

    [Fact]
    public async Task What_happens_in_a_run_arrives_without_loading_again()
    {
        await using var app = await PagesApp.Start(stores);
        var run = Believable.Running();
        app.Runs.Add(run, Believable.Trials(run, 9, running: 8));
        var page = await browser.Open();
        await page.GotoAsync($"{app.Address}/runs/r-live");
        await Expect(page.GetByTestId("stop")).ToBeEnabledAsync();
        await page.EvaluateAsync("window.notLoadedAgain = true");

        app.Runs.Happen(run with { Doing = "undoing vm-nat", Progress = run.Progress with { BlocksDone = 8 } });
        await Expect(page.GetByTestId("doing")).ToHaveTextAsync("undoing vm-nat");
        await Expect(page.GetByTestId("blocks")).ToContainTextAsync("8 of at most 40");

        app.Runs.Happen(Believable.Decided() with { Id = "r-live" });
        await Expect(page.GetByTestId("state")).ToHaveTextAsync(new Regex("decided"));
        await Expect(page.GetByTestId("headline")).ToContainTextAsync("vm-nat raises failures");
        await Expect(page.GetByTestId("verdict-memory")).ToContainTextAsync("no effect ≥ δ");
        await Expect(page.GetByTestId("stop")).ToHaveCountAsync(0);
        Assert.True(await page.EvaluateAsync<bool>("window.notLoadedAgain === true"));
    }

    [Fact]
    public async Task The_page_of_a_long_run_comes_alive_too()
    {
        await using var app = await PagesApp.Start(stores);
        app.Runs.Add(Believable.Running(), Believable.Trials(Believable.Running(), 300, running: 299));
        var page = await browser.Open();

        await page.GotoAsync($"{app.Address}/runs/r-live");

        await Expect(page.GetByTestId("stop")).ToBeEnabledAsync();
    }

    [Fact]
    public async Task Stop_asks_first()
    {
        await using var app = await PagesApp.Start(stores);
        var run = Believable.Running();
        app.Runs.Add(run, Believable.Trials(run, 9, running: 8));
        var page = await browser.Open();
        await page.GotoAsync($"{app.Address}/runs/r-live");

        await page.GetByTestId("stop").ClickAsync();
        await page.GetByTestId("stop-cancel").ClickAsync();
        Assert.Empty(app.Runs.Stopped);

        await page.GetByTestId("stop").ClickAsync();
        await page.GetByTestId("stop-confirm").ClickAsync();
        await Expect(page.GetByTestId("state")).ToHaveTextAsync(new Regex("stopped"));
        Assert.Equal(["r-live"], app.Runs.Stopped);
    }

    [Fact]
    public async Task From_a_failed_call_one_comes_to_its_trace_and_the_fault_in_it()
    {
        await using var app = await PagesApp.Start(stores);
        app.Runs.Add(Believable.Decided(), Believable.Trials(Believable.Decided(), 12), Believable.Failures("r-done", 60));
        var ofControl = Believable.Failures("r-done", 60).Where(c => c.Arm == "control").ToArray();
        var call = ofControl[^1];
        await app.Evidence.Save(call.TraceId, "one", Believable.Spans(call.TraceId).ToArray());
        var page = await browser.Open();
        await page.GotoAsync($"{app.Address}/runs/r-done");

        await page.WaitForSelectorAsync("main[data-interactive=true]");
        await page.GetByTestId("failures-link").ClickAsync();
        await page.GetByTestId("arm-control").ClickAsync();
        await Expect(page.Locator(".failures-grid .rz-data-row")).ToHaveCountAsync(ofControl.Length);
        await page.GetByTestId("trace-link").First.ClickAsync();

        await Expect(page.GetByTestId("span-details")).ToContainTextAsync("reset-before-headers");
        await page.GetByTestId("span").Filter(new LocatorFilterOptions { HasText = "attempt 2" }).ClickAsync();
        await Expect(page.GetByTestId("span-details")).ToContainTextAsync("ECONNRESET");
    }

    [Fact]
    public async Task Look_now_shows_what_the_probe_sees_or_why_it_sees_nothing()
    {
        await using var app = await PagesApp.Start(stores);
        app.Probe.Away = "The probe at 127.0.0.1:1 refused the connection.";
        var page = await browser.Open();
        await page.GotoAsync($"{app.Address}/host");

        await page.GetByTestId("look-now").ClickAsync();
        await Expect(page.GetByTestId("problem")).ToContainTextAsync("The probe at 127.0.0.1:1 refused the connection.");

        app.Probe.Away = null;
        await page.GetByTestId("look-now").ClickAsync();
        await Expect(page.GetByTestId("interfaces")).ToContainTextAsync("bridge100");
        await Expect(page.GetByTestId("unseen")).ToContainTextAsync("sudo sysctl net.inet.tcp.memory");
        await Expect(page.GetByTestId("problem")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Times_are_in_the_readers_zone_and_the_command_can_be_copied()
    {
        await using var app = await PagesApp.Start(stores);
        app.Runs.Add(Believable.Decided(), Believable.Trials(Believable.Decided(), 12));
        var page = await browser.Open();
        await page.GotoAsync($"{app.Address}/runs/r-done");

        await page.WaitForSelectorAsync("main[data-interactive=true]");
        await Expect(page.Locator("local-time").First).ToContainTextAsync("13:00:03");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Copy the command" }).ClickAsync();
        await Expect(page.Locator("[data-copied-label]")).ToHaveTextAsync("Copied");
        Assert.Contains("\"seed\":7319", await page.EvaluateAsync<string>("navigator.clipboard.readText()"), StringComparison.Ordinal);
    }
}
