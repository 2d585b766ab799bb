using Lab.Tests.Pages;
using Microsoft.Playwright;

namespace Lab.Tests.EndToEnd;

/// <summary>What a new user does: opens the page, presses Run, reads the verdict, opens the trace of a failed call.</summary>
[Collection(WholeLabCollection.Name)]
public sealed class BrowserTests(Browser browser)
{
    private static readonly LocatorAssertionsToBeVisibleOptions WithinTwoMinutes = new() { Timeout = 120_000 };

    [Fact]
    public async Task A_user_runs_the_known_fault_on_the_page_and_reads_its_verdict_and_a_trace()
    {
        await using var lab = await WholeLab.Start(WholeLab.NewDataDirectory());
        var page = await browser.Open();
        await page.GotoAsync($"http://localhost:{lab.Port}/");

        await page.GetByTestId("seed-known-fault").FillAsync("1");
        await page.GetByTestId("run-known-fault").ClickAsync();

        await page.WaitForURLAsync("**/runs/*");
        await Assertions.Expect(page.GetByTestId("verdict-resets").GetByText("raises failures")).ToBeVisibleAsync(WithinTwoMinutes);
        await Assertions.Expect(page.GetByTestId("state").GetByText("decided")).ToBeVisibleAsync(WithinTwoMinutes);
        await Assertions.Expect(page.GetByTestId("headline")).ToContainTextAsync("resets raises failures");

        await page.GetByTestId("failures-link").First.ClickAsync();
        await page.WaitForURLAsync("**/failures*");
        await page.GetByTestId("trace-link").First.ClickAsync();
        await page.WaitForURLAsync("**/traces/*");
        await Assertions.Expect(page.GetByTestId("waterfall")).ToContainTextAsync("api-emulator");
        await Assertions.Expect(page.GetByTestId("waterfall")).ToContainTextAsync("reset-before-headers");
    }
}
