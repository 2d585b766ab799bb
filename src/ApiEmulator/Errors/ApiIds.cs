using Lab.ApiEmulator.Plans;

namespace Lab.ApiEmulator.Errors;

/// <summary>Ids in the API's alphabet, unique to this life of the process.</summary>
internal sealed class ApiIds
{
    /// <summary>Characters that <see cref="Write"/> writes.</summary>
    public const int Length = 22;

    private static ReadOnlySpan<byte> Alphabet => "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"u8;

    private readonly ulong _life = StableDraw.Hash(Guid.NewGuid().ToString());
    private long _count;

    /// <summary>Writes the next id's characters.</summary>
    public void Write(Span<byte> characters)
    {
        var number = (ulong)Interlocked.Increment(ref _count);

        // The first half tells two ids of this life apart for certain: the step is one to one.
        var first = StableDraw.Mix(_life + number);
        var second = StableDraw.Mix(first ^ _life);
        for (var i = 0; i < Length; i++)
        {
            ref var half = ref i < Length / 2 ? ref first : ref second;
            characters[i] = Alphabet[(int)(half % 58)];
            half /= 58;
        }
    }

    /// <summary>The next id behind a prefix.</summary>
    public string Next(string prefix) => string.Create(prefix.Length + Length, (prefix, ids: this), static (text, state) =>
    {
        Span<byte> characters = stackalloc byte[Length];
        state.ids.Write(characters);
        state.prefix.CopyTo(text);
        for (var i = 0; i < Length; i++)
        {
            text[state.prefix.Length + i] = (char)characters[i];
        }
    });
}
