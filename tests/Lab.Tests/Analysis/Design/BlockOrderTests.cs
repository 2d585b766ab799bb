using Lab.Analysis.Design;

namespace Lab.Tests.Analysis.Design;

public sealed class BlockOrderTests
{
    private static readonly string[] Arms = ["control", "nat", "memory", "cpu"];

    [Fact]
    public void Each_of_the_24_orders_of_four_arms_is_equally_likely()
    {
        const int Blocks = 24_000;
        var counts = Enumerable.Range(1, Blocks).CountBy(block => string.Join(' ', BlockOrder.Of(1234, block, Arms))).ToDictionary();

        Assert.Equal(24, counts.Count);

        // Chi-square, 23 degrees of freedom: 49.7 is passed once in a thousand seeds.
        Assert.InRange(counts.Values.Sum(count => Math.Pow(count - 1000, 2) / 1000), 0, 49.7);
    }

    [Fact]
    public void Over_seeds_an_arm_comes_before_the_control_in_half_of_the_first_blocks()
    {
        var first = Enumerable.Range(0, 10_000).Count(seed => BlockOrder.Of(seed, 1, ["control", "arm"])[0] == "arm");

        Assert.InRange(first, 4_835, 5_165);
    }

    [Fact]
    public void A_block_has_the_same_order_whenever_and_however_often_it_is_asked_for()
    {
        var alone = BlockOrder.Of(5, 17, Arms);
        var among = Enumerable.Range(1, 40).Reverse().Select(block => (block, Order: BlockOrder.Of(5, block, Arms))).Single(pair => pair.block == 17).Order;

        Assert.Equal(alone, among);
    }

    [Fact]
    public void Orders_stay_what_they_were_when_runs_were_stored()
    {
        Assert.Equal(
            ["control memory nat cpu", "memory control cpu nat", "control memory nat cpu"],
            Enumerable.Range(1, 3).Select(block => string.Join(' ', BlockOrder.Of(42, block, Arms))));
    }

    [Fact]
    public void Holds_every_arm_once()
    {
        Assert.All(Enumerable.Range(1, 50), block => Assert.Equal(Arms.Order(), BlockOrder.Of(9, block, Arms).Order()));
    }

    [Fact]
    public void Refuses_a_block_before_the_first_and_a_block_without_arms()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BlockOrder.Of(1, 0, Arms));
        Assert.Throws<ArgumentException>(() => BlockOrder.Of<string>(1, 1, []));
    }
}
