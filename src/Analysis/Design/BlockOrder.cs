namespace Lab.Analysis.Design;

/// <summary>The order of the arms in a block: random, and fixed by the run's seed before the first trial.</summary>
/// <remarks>
/// Each order is equally likely, so that under "no effect" an arm and the control change places with probability ½ in
/// every block: the whole guarantee of <see cref="Statistics.RandomisationEvidence"/> rests on this coin.
/// </remarks>
public static class BlockOrder
{
    /// <summary>The arms in the order in which block <paramref name="block"/> runs them.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="block">The block, from 1. Its order does not depend on how many blocks are asked for, nor on the others.</param>
    /// <param name="arms">The control and the arms, in the order of the definition; at least one.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="block"/> is below 1.</exception>
    /// <exception cref="ArgumentException"><paramref name="arms"/> is empty.</exception>
    public static IReadOnlyList<T> Of<T>(long seed, int block, IReadOnlyList<T> arms)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(block, 1);
        ArgumentNullException.ThrowIfNull(arms);
        if (arms.Count == 0)
        {
            throw new ArgumentException("A block needs at least one arm; name the control and the arms.", nameof(arms));
        }

        T[] order = [.. arms];
        SeededRandom.Of(seed, "block-order", block.ToString()).Shuffle<T>(order);
        return order;
    }
}
