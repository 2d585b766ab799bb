using Lab.Contracts;
using Lab.Shell;
using Lab.VmController;
using Lab.VmController.Backends;
using Lab.VmController.Images;
using Lab.VmController.Tart;

namespace Lab.Tests.VmController.Images;

/// <summary>What lists of images and outputs of downloads mean.</summary>
public sealed class ImageReadingTests
{
    [Theory]
    [InlineData("", null, null)]
    [InlineData("pulling manifest...\n", null, "pulling manifest...")]
    [InlineData("pulling manifest...\npulling disk (3.4 GB compressed)...\n0%\n", 0.0, "pulling disk (3.4 GB compressed)...")]
    [InlineData("pulling disk (3.4 GB compressed)...\n0%\n41%\n42%", 0.42, "pulling disk (3.4 GB compressed)...")]
    [InlineData("pulling disk...\n100%\npulling NVRAM...\n", null, "pulling NVRAM...")]
    [InlineData("0%\n7 %\n", 0.07, "7 %")]
    [InlineData("pulling disk...\n\u001b[1A\u001b[J3%\n\u001b[1A\u001b[J4%\n", 0.04, "pulling disk...")]
    [InlineData("pulling disk...\r5%\r6%", 0.06, "pulling disk...")]
    [InlineData("pulling disk...\n140%\n", null, "pulling disk...")]
    [InlineData("\0\u001b\u001b[\n", null, "\0\u001b\u001b[")]
    public void Progress_is_the_last_share_and_the_last_words(string output, double? share, string? says) =>
        Assert.Equal(new PullProgress(share, says), PullProgress.Read(output));

    [Fact]
    public void A_line_without_an_end_is_cut() => Assert.InRange(PullProgress.Read(new string('x', 100_000)).Says!.Length, 100, 300);

    [Fact]
    public void A_tagged_image_is_shown_once_and_a_digest_that_no_tag_stands_for_is_shown()
    {
        var images = Shelf("ghcr.io/lab/linux:1", isTart: true, Oci("ghcr.io/lab/linux:1", 2), Oci("ghcr.io/lab/linux@sha256:0a", 2), Oci("ghcr.io/lab/linux@sha256:0b", 3), Oci("ghcr.io/lab/other@sha256:0c", 2));

        Assert.Equal(["ghcr.io/lab/linux:1", "ghcr.io/lab/linux@sha256:0b", "ghcr.io/lab/other@sha256:0c"], images.Select(i => i.Name));
    }

    [Fact]
    public void Two_tags_stand_for_two_digests_and_an_entry_that_is_listed_twice_is_one()
    {
        var images = Shelf("x", isTart: true, Oci("r.io/a/b:1", 2), Oci("r.io/a/b:1", 2), Oci("r.io/a/b:2", 2), Oci("r.io/a/b@sha256:0a", 2), Oci("r.io/a/b@sha256:0b", 2));

        Assert.Equal(["r.io/a/b:1", "r.io/a/b:2"], images.Select(i => i.Name));
    }

    [Fact]
    public void The_labs_own_machines_are_no_images_and_those_of_others_are()
    {
        var images = Shelf("mine", isTart: true, new TartVm("lab-r-0", true, true), new TartVm("lab", true, false), new TartVm("mine", true, false));

        Assert.Equal([new VmImage("mine", true, null, true), new VmImage("lab", true, null, false)], images);
    }

    [Fact]
    public void The_default_is_known_without_its_tag() => Assert.True(Assert.Single(Shelf("ghcr.io/lab/linux", isTart: true, Oci("ghcr.io/lab/linux:latest", 2))).IsDefault);

    [Fact]
    public void A_stand_in_has_its_own_image_beside_its_machines() => Assert.Equal(["standin", "mine"], Shelf("standin", isTart: false, new TartVm("mine", true, false)).Select(i => i.Name));

    private static TartVm Oci(string name, int gb) => new(name, false, false) { SizeBytes = gb * 1_000_000_000L };

    private static IReadOnlyList<VmImage> Shelf(string standard, bool isTart, params TartVm[] listed)
    {
        var tart = new TartClient(new CommandRunner(TimeProvider.System), "tart", new TartEnvironment(null, null), new VmControllerOptions());
        return ImageShelf.From(listed, new Backend(new VmBackend { Name = "x", IsVirtualMachine = isTart, Path = "tart", Description = "" }, tart, standard, isTart, PullsImages: isTart, AlwaysHasNetwork: isTart));
    }
}
