using Lab.Analysis.Design;

namespace Lab.Tests.Analysis.Design;

public sealed class SeedHashTests
{
    [Fact]
    public void Is_what_anybody_computes_with_sha256sum() =>
        // printf lab-seed:42 | sha256sum
        Assert.Equal("324c7cadc2ed0684f8b0955c5d7e65b9eb3a2e70aa9b9e5b6bc2282c9b9fb2d9", SeedHash.Of(42));

    [Fact]
    public void Tells_the_committed_seed_from_another()
    {
        var hash = SeedHash.Of(42);

        Assert.True(SeedHash.Matches(42, hash.ToUpperInvariant()));
        Assert.False(SeedHash.Matches(43, hash));
        Assert.False(SeedHash.Matches(42, ""));
    }
}
