using Lab.Coordinator.Machines;
using Lab.Coordinator.Runs;
using Lab.Tests.Support;
using Microsoft.Playwright;

namespace Lab.Tests.Pages;

/// <summary>Every page at both widths, in light and dark: nothing may stick out. With LAB_PAGES_SHOTS set to a folder, a picture of each goes there.</summary>
public sealed class ShotTests(Stores stores, Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData(1280, false)]
    [InlineData(1280, true)]
    [InlineData(390, false)]
    [InlineData(390, true)]
    public async Task Every_page_fits_the_window(int width, bool dark)
    {
        await using var app = await PagesApp.Start(stores);
        await Fill(app);
        var page = await browser.Open(width, dark: dark);
        var wide = new List<string>();

        foreach (var (name, path, ready) in new[]
        {
            ("experiments", "/", "[data-testid=runs]"), ("run-live", "/runs/r-live", "[data-testid=stop]:enabled"), ("run-decided", "/runs/r-done", "[data-testid=headline]"),
            ("run-fresh", "/runs/r-new", "[data-testid=stop]:enabled"), ("failures", "/runs/r-done/failures", ".failures-grid .rz-data-row"), ("failures-none", "/runs/r-new/failures", "[data-testid=no-failures]"),
            ("trace", $"/traces/{Believable.Hex(1, 32)}?run=r-done", "[data-testid=span-details]"), ("trace-missing", "/traces/ffff", "[data-testid=no-trace]"),
            ("host", "/host", "[data-testid=look-now]:enabled"), ("vms", "/vms", "[data-testid=hand-start]:enabled"), ("not-found", "/nothing", "[data-testid=not-found]"),
        })
        {
            await page.GotoAsync(app.Address + path);
            await page.WaitForSelectorAsync(ready);
            if (name == "failures")
            {
                await OpenFirst(page);
            }
            else if (name == "vms")
            {
                await page.GetByTestId("hand-network").SelectOptionAsync("softnet");
                await page.GetByTestId("hand-check").ClickAsync();
                await page.WaitForSelectorAsync("[data-testid=preflight]");
            }

            if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth") > width)
            {
                wide.Add(name);
            }

            await Shoot(page, name, width, dark);
        }

        app.Hand.View = app.Hand.View with { Now = Believable.HandNow(TimeProvider.System.GetUtcNow()) };
        await page.GotoAsync(app.Address + "/vms");
        await page.WaitForSelectorAsync("[data-testid=stop-all]:enabled");
        await Shoot(page, "vms-by-hand", width, dark);

        app.Runs.Ask = new ConsentQuestion(500, 64_100_000, false, "This run sends at most 500 requests with your key to the real API at api.anthropic.com; they are billed. No ceiling on tokens is set.");
        await page.GotoAsync(app.Address);
        await page.GetByTestId("run-vm-on-off").ClickAsync();
        await page.WaitForSelectorAsync("[data-testid=consent-vm-on-off]");
        await Shoot(page, "consent", width, dark);
        if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth") > width)
        {
            wide.Add("consent");
        }

        Assert.True(wide.Count == 0, $"At {width} px these pages stick out: {string.Join(", ", wide)}");
        await page.Context.DisposeAsync();
    }

    /// <summary>A click before the page has become interactive is lost, so it may take several.</summary>
    private static async Task OpenFirst(IPage page)
    {
        for (var left = 10; ; left--)
        {
            await page.Locator(".failures-grid .rz-row-toggler").First.ClickAsync();
            try
            {
                await page.WaitForSelectorAsync("[data-testid=tcp-facts]", new PageWaitForSelectorOptions { Timeout = 4_000 });
                return;
            }
            catch (TimeoutException) when (left > 0)
            {
            }
        }
    }

    private static async Task Shoot(IPage page, string name, int width, bool dark)
    {
        if (Environment.GetEnvironmentVariable("LAB_PAGES_SHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}-{width}-{(dark ? "dark" : "light")}.png"), FullPage = true });
        }
    }

    private static async Task Fill(PagesApp app)
    {
        app.Vms.Answer = Believable.Inventory(isTart: true);
        app.Hand.View = new HandView(null, [Believable.HandGone()]);
        var (live, done) = (Believable.Running(), Believable.Decided());
        app.Runs.Add(live, Believable.Trials(live, 9, running: 8), Believable.Failures(live.Id, 12));
        app.Runs.Add(done, Believable.Trials(done, 13), Believable.Failures(done.Id, 101));
        app.Runs.Add(Believable.Fresh(new Contracts.NewRun { Experiment = "idle-gap", Seed = 4 }));
        await app.Evidence.Save(Believable.Hex(1, 32), "one", Believable.Spans(Believable.Hex(1, 32)).ToArray());
        for (var look = 0; look < 20; look++)
        {
            await app.Observations.Add(Believable.Seen(Believable.Noon.AddSeconds(look * 5), broken: look is 7 or 8 or 19));
        }
    }
}
