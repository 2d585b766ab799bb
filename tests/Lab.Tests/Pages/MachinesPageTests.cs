using System.Text.RegularExpressions;
using Lab.Contracts;
using Lab.Coordinator.Machines;
using Lab.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Lab.Tests.Pages;

/// <summary>What a reader does on the page of machines, done in a browser.</summary>
public sealed class MachinesPageTests(Stores stores, Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Check_shows_each_finding_with_its_fix_for_what_was_typed()
    {
        await using var app = await PagesApp.Start(stores);
        var page = await Open(app);

        await page.GetByTestId("hand-network").SelectOptionAsync("softnet");
        await page.GetByTestId("hand-allow").FillAsync("192.168.0.0/24, 172.16.0.0/12");
        await page.GetByTestId("hand-memory").FillAsync("512");
        await page.GetByTestId("hand-check").ClickAsync();

        await Expect(page.GetByTestId("preflight")).ToContainTextAsync("Stop one of them: macOS runs two at most.");
        await Expect(page.GetByTestId("preflight")).ToContainTextAsync("Checked: a machine with 512 MiB, network softnet (allow 192.168.0.0/24 172.16.0.0/12)");
        var spec = Assert.Single(app.Vms.Checked).Spec;
        Assert.Equal((512, new SoftnetRules { Allow = ["192.168.0.0/24", "172.16.0.0/12"] }), (spec.MemoryMiB, spec.Softnet));
        Assert.Empty(app.Hand.Started);
    }

    [Fact]
    public async Task Start_asks_for_what_was_chosen_and_stop_all_ends_it()
    {
        await using var app = await PagesApp.Start(stores);
        var page = await Open(app);

        await page.GetByTestId("hand-image").SelectOptionAsync("mine");
        await page.GetByTestId("hand-count").FillAsync("2");
        await page.GetByTestId("hand-minutes").SelectOptionAsync("60");
        await page.GetByTestId("hand-network").SelectOptionAsync("bridged");
        await page.GetByTestId("hand-interface").FillAsync("en0");
        await page.GetByTestId("hand-interface").PressAsync("Enter");

        await Expect(page.GetByTestId("hand-now")).ToContainTextAsync("2 machines with 2 GiB, network bridged:en0, image mine");
        Assert.Equal(new HandWish { Count = 2, Minutes = 60, Spec = new VmSpec { Image = "mine", Network = "bridged:en0" } }, Assert.Single(app.Hand.Started));
        await page.GetByTestId("stop-all").ClickAsync();
        await Expect(page.GetByTestId("hand-now")).ToContainTextAsync("Being stopped, since they were stopped.");
    }

    [Fact]
    public async Task What_was_typed_wrong_and_what_speaks_against_a_start_is_listed_whole()
    {
        await using var app = await PagesApp.Start(stores);
        var page = await Open(app);

        await page.GetByTestId("hand-count").FillAsync("many");
        await page.GetByTestId("hand-network").SelectOptionAsync("bridged");
        await page.GetByTestId("hand-interface").FillAsync("--en0");
        await page.GetByTestId("hand-start").ClickAsync();
        await Expect(page.GetByTestId("hand-faults").GetByRole(AriaRole.Listitem)).ToHaveTextAsync([new Regex("How many: 'many' must be a whole number from 1 to 16"), new Regex("network: bridged:--en0")]);

        app.Hand.Refuse = ["guest limit: Two run. Stop one.", "The run r1 is running."];
        await page.GetByTestId("hand-count").FillAsync("1");
        await page.GetByTestId("hand-network").SelectOptionAsync("nat");
        await page.GetByTestId("hand-start").ClickAsync();
        await Expect(page.GetByTestId("hand-faults").GetByRole(AriaRole.Listitem)).ToHaveTextAsync(app.Hand.Refuse);
        Assert.Empty(app.Hand.Started);
    }

    [Fact]
    public async Task Images_are_pulled_and_their_pulls_stopped_and_a_machine_by_hand_is_stopped_by_itself()
    {
        await using var app = await PagesApp.Start(stores);
        app.Vms.Answer = Believable.Inventory(isTart: true);
        var page = await Open(app);

        await page.GetByTestId("pull-image").FillAsync("--help");
        await page.GetByTestId("pull").ClickAsync();
        await Expect(page.Locator("#pull-fault")).ToContainTextAsync("'--help' cannot be an image");
        await page.GetByTestId("pull-image").FillAsync("ghcr.io/o/i:1");
        await page.GetByTestId("pull").ClickAsync();
        await Expect(page.GetByTestId("pull-image")).ToHaveValueAsync("");
        await page.GetByTestId("stop-pull").ClickAsync();
        await page.GetByTestId("stop-vm").ClickAsync();
        await Expect(page.GetByTestId("stop-vm")).ToBeEnabledAsync();

        Assert.Equal(["ghcr.io/o/i:1"], app.Vms.Pulled);
        Assert.Equal(["ghcr.io/cirruslabs/ubuntu:latest"], app.Vms.PullsStopped);
        Assert.Equal(["lab-by-hand-0"], app.Hand.Stopped);
    }

    [Fact]
    public async Task What_machines_by_hand_changed_on_the_host_and_what_a_machine_left_is_listed()
    {
        await using var app = await PagesApp.Start(stores);
        app.Vms.Answer = Believable.Inventory(isTart: false);
        app.Hand.View = new HandView(null, [Believable.HandGone()]);
        var page = await Open(app);

        await Expect(page.GetByTestId("host-change").First).ToContainTextAsync("interface bridge100 appeared");
        await Expect(page.GetByTestId("host-change").Last).ToContainTextAsync("resolver #1 changed from 192.168.1.1 to 192.168.64.1");
        await Expect(page.GetByTestId("traces")).ToContainTextAsync("bridge100, vmenet0");
        await Expect(page.GetByTestId("machines-summary")).ToHaveTextAsync("1 starting, 1 ready, 1 stopping, 1 failed");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Stand-ins" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "r-done" })).ToHaveAttributeAsync("href", "/runs/r-done");
    }

    private async Task<IPage> Open(PagesApp app)
    {
        var page = await browser.Open();
        await page.GotoAsync(app.Address + "/vms");
        await Expect(page.GetByTestId("pull")).ToBeEnabledAsync();
        return page;
    }
}
