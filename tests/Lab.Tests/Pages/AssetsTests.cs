using Lab.Tests.Support;

namespace Lab.Tests.Pages;

public sealed class AssetsTests(Stores stores)
{
    [Theory]
    [InlineData("_framework/blazor.web.js", 50_000)]
    [InlineData("_content/Radzen.Blazor/Radzen.Blazor.min.js", 100_000)]
    [InlineData("_content/Radzen.Blazor/css/standard-base.css", 400_000)]
    [InlineData("app.css", 5_000)]
    [InlineData("grid.css", 500)]
    [InlineData("app.js", 500)]
    [InlineData("lab.svg", 100)]
    [InlineData("Lab.Coordinator.styles.css", 5_000)]
    public async Task A_script_or_style_is_served_with_its_body(string path, int atLeast)
    {
        await using var app = await PagesApp.Start(stores);

        var body = await app.Client.GetByteArrayAsync(path, TestContext.Current.CancellationToken);

        Assert.InRange(body.Length, atLeast, int.MaxValue);
    }

    [Fact]
    public async Task No_page_asks_for_anything_beyond_this_machine()
    {
        await using var app = await PagesApp.Start(stores);
        app.Runs.Add(Believable.Decided());

        foreach (var path in new[] { "/", "/runs/r-done", "/runs/r-done/failures", "/host", "/vms" })
        {
            var html = await app.Client.GetStringAsync(path, TestContext.Current.CancellationToken);
            Assert.DoesNotMatch("(src|href)=\"(https?:)?//", html);
        }
    }
}
