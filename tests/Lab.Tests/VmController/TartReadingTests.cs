using Lab.Shell;
using Lab.VmController.Tart;

namespace Lab.Tests.VmController;

/// <summary>What the command line's answers mean.</summary>
public sealed class TartReadingTests
{
    [Fact]
    public void A_list_is_read_by_its_keys_in_any_order_with_escaped_slashes()
    {
        var listing = TartListing.Parse("""
            [
              { "State" : "running", "Size" : 4, "Name" : "lab-r-0", "Running" : true, "Disk" : 50, "Source" : "local", "Accessed" : "2026-08-04T10:00:00Z" },
              { "Name" : "ghcr.io\/cirruslabs\/ubuntu:latest", "Source" : "OCI", "State" : "stopped", "Running" : false, "Disk" : 20, "Size" : 2 },
              { "Running" : false, "Name" : "mine", "State" : "suspended", "Source" : "local" }
            ]
            """);

        Assert.Equal([new TartVm("lab-r-0", true, true) { SizeBytes = 4_000_000_000 }, new TartVm("ghcr.io/cirruslabs/ubuntu:latest", false, false) { SizeBytes = 2_000_000_000 }, new TartVm("mine", true, false)], listing.Vms!);
    }

    [Theory]
    [InlineData("""[{"Name":"a","Source":"local","Running":true,"SizeOnDisk":3}]""", true)]
    [InlineData("""[{"Name":"a","Source":"local","State":"stopped"}]""", false)]
    [InlineData("""[{"Name":"a","Source":"local"}]""", null)]
    [InlineData("""[{"Name":"a","Source":"local","Running":true,"State":"stopped"}]""", null)]
    [InlineData("""[{"Name":"a","Source":"local","State":"hibernating"}]""", null)]
    public void Missing_or_contradicting_keys_say_nothing_rather_than_stopped(string json, bool? running) =>
        Assert.Equal(running, Assert.Single(TartListing.Parse(json).Vms!).IsRunning);

    [Theory]
    [InlineData("")]
    [InlineData("Segmentation fault")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("""[{"Source":"local"}]""")]
    [InlineData("""[{"Name":"a","Source":"local","Running":tr""")]
    public void Garbage_is_inconclusive_and_not_an_empty_list(string output)
    {
        var listing = TartListing.Parse(output);

        Assert.Null(listing.Vms);
        Assert.Equal(TartErrorKind.Unreadable, listing.Error!.Kind);
    }

    [Theory]
    [InlineData("""{"Size":4}""", 4_000_000_000L)]
    [InlineData("""{"SizeOnDisk":3}""", 3_000_000_000L)]
    [InlineData("""{"Size":"4"}""", null)]
    [InlineData("""{"Size":-1}""", null)]
    [InlineData("""{"Size":99999999999999999999}""", null)]
    [InlineData("{}", null)]
    public void A_size_is_read_where_it_is_one(string keys, long? bytes) =>
        Assert.Equal(bytes, Assert.Single(TartListing.Parse($"[{keys.Insert(1, keys.Length > 2 ? "\"Name\":\"a\"," : "\"Name\":\"a\"")}]").Vms!).SizeBytes);

    [Theory]
    [InlineData("ghcr.io/lab/linux", "ghcr.io/lab/linux:latest", "ghcr.io/lab/linux")]
    [InlineData("ghcr.io/lab/linux:1", "ghcr.io/lab/linux:1", "ghcr.io/lab/linux")]
    [InlineData("localhost:5000/linux", "localhost:5000/linux:latest", "localhost:5000/linux")]
    [InlineData("ghcr.io/lab/linux@sha256:0a", "ghcr.io/lab/linux@sha256:0a", "ghcr.io/lab/linux")]
    [InlineData("mine", "mine", "mine")]
    [InlineData("mine:1", "mine:1", "mine:1")]
    public void A_reference_has_one_form(string text, string full, string repository)
    {
        var name = ImageName.Of(text);

        Assert.Equal((full, repository, text.Contains('/', StringComparison.Ordinal)), (name.Full, name.Repository, name.IsRemote));
    }

    [Fact]
    public void The_configuration_of_an_image_lies_where_Tart_keeps_it()
    {
        Assert.Equal("/h/cache/OCIs/ghcr.io/lab/linux/latest/config.json", TartConfig.FileOf("/h", ImageName.Of("ghcr.io/lab/linux")));
        Assert.Equal("/h/cache/OCIs/ghcr.io/lab/linux/sha256:0a/config.json", TartConfig.FileOf("/h", ImageName.Of("ghcr.io/lab/linux@sha256:0a")));
        Assert.Equal("/h/vms/mine/config.json", TartConfig.FileOf("/h", ImageName.Of("mine")));
    }

    [Theory]
    [InlineData("""{"OS":"darwin"}""", "darwin")]
    [InlineData("""{"OS":"plan9"}""", null)]
    [InlineData("""{"OS":1}""", null)]
    [InlineData("[]", null)]
    [InlineData("", null)]
    public void A_guests_system_is_one_of_two_or_unknown(string json, string? system) => Assert.Equal(system, TartConfig.SystemIn(json, "OS"));

    [Fact]
    public void A_call_without_an_answer_says_so_and_how_long_it_took()
    {
        var error = TartErrors.Read(new Command("tart", "clone", "a", "b") { Timeout = TimeSpan.FromSeconds(2) }, new CommandResult(CommandEnd.TimedOut, null, "", "", TimeSpan.FromSeconds(2)))!;

        Assert.Equal(TartErrorKind.TimedOut, error.Kind);
        Assert.Contains("'tart clone a b' gave no answer within 2 s", error.Text, StringComparison.Ordinal);
        Assert.Contains("lock on TART_HOME", error.Advice, StringComparison.Ordinal);
    }
}
