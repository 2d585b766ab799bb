using System.Net;
using Lab.Contracts;
using Lab.State;
using Lab.Tests.Support;

namespace Lab.Tests.Pages;

/// <summary>What the pages say before any script has run.</summary>
public sealed class PageTests(Stores stores)
{
    [Theory]
    [InlineData("/runs/none", "There is no run of this id")]
    [InlineData("/runs/none/failures", "There is no run of this id")]
    [InlineData("/runs/r-new/failures", "No call failed")]
    [InlineData("/traces/ffff", "No spans of this trace are kept")]
    [InlineData("/host", "The probe has not looked yet")]
    public async Task A_page_with_nothing_to_show_says_why(string path, string said)
    {
        await using var app = await PagesApp.Start(stores);
        app.Runs.Add(Believable.Fresh(new NewRun { Experiment = "vm-on-off" }));

        Assert.Contains(said, await Read(app, path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_beyond_the_ceiling_of_kept_traces_is_told_apart_from_an_unknown_one()
    {
        await using var app = await PagesApp.Start(stores);
        app.Runs.Add(Believable.Decided(), failures: Believable.Failures("r-done", 17));

        Assert.Contains("The spans of this call were not kept", await Read(app, $"/traces/{Believable.Hex(17, 32)}?run=r-done"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_without_a_page_gets_a_page_that_says_so_and_404()
    {
        await using var app = await PagesApp.Start(stores);

        using var answer = await app.Client.GetAsync("/nothing/here", TestContext.Current.CancellationToken);
        var body = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is no such page", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_the_API_that_is_not_there_gets_no_page()
    {
        await using var app = await PagesApp.Start(stores);

        using var answer = await app.Client.GetAsync("/api/nothing", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain("<html", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_away_is_named_on_the_page()
    {
        await using var app = await PagesApp.Start(stores);
        app.Runs.Away = new StoreUnavailableException("The store at 127.0.0.1:1 did not answer GET.");

        Assert.Contains("The store at 127.0.0.1:1 did not answer GET.", await Read(app, "/runs/any"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_foresaw_is_shown_in_the_frame_of_the_page()
    {
        await using var app = await PagesApp.Start(stores);
        app.Runs.Away = new InvalidOperationException("The abacus lost a bead.");

        var body = await Read(app, "/runs/any");

        Assert.Contains("The abacus lost a bead.", body, StringComparison.Ordinal);
        Assert.Contains("This page broke", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vm_controller_that_is_away_and_a_stand_in_are_both_named()
    {
        await using var app = await PagesApp.Start(stores);
        Assert.Contains("processes, not virtual machines", await Read(app, "/vms"), StringComparison.Ordinal);

        app.Vms.Away = "The vm-controller refused the connection.";
        Assert.Contains("The vm-controller refused the connection.", await Read(app, "/vms"), StringComparison.Ordinal);

        app.Vms.Away = null;
        app.Vms.Answer = app.Vms.Answer with { Vms = [], Backend = app.Vms.Answer.Backend with { Name = "Tart 2.35.0", IsVirtualMachine = true } };
        var html = await Read(app, "/vms");
        Assert.Contains("No machine of the lab's", html, StringComparison.Ordinal);
        Assert.DoesNotContain("processes, not virtual machines", html, StringComparison.Ordinal);
    }

    private static async Task<string> Read(PagesApp app, string path) =>
        WebUtility.HtmlDecode(await app.Client.GetStringAsync(path, TestContext.Current.CancellationToken));
}
