namespace Lab.ApiEmulator.Plans;

/// <summary>Draws that are the same in every process and on every machine: the runtime's own hashes differ from start to start.</summary>
internal static class StableDraw
{
    /// <summary>A number in 0..1 (1 excluded) that depends on the four arguments and nothing else.</summary>
    /// <param name="seed">The plan's seed.</param>
    /// <param name="session">The session, by <see cref="Hash"/>; 0 for requests that name none.</param>
    /// <param name="number">The number of the session's request, from 1.</param>
    /// <param name="index">Which of the plan's faults, from 0.</param>
    public static double Share(long seed, ulong session, long number, int index)
    {
        var state = Mix((ulong)seed);
        state = Mix(state ^ session);
        state = Mix(state ^ (ulong)number);
        state = Mix(state ^ (uint)index);
        return (state >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>FNV-1a, 64 bits, over the text's UTF-16 code units.</summary>
    public static ulong Hash(ReadOnlySpan<char> text)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var unit in text)
        {
            hash = (hash ^ unit) * 0x100000001B3UL;
        }

        return hash;
    }

    /// <summary>A step of SplitMix64: each bit of the argument changes half of the result's.</summary>
    internal static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15UL;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
