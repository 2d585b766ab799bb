namespace Lab.TartStandIn.CommandLine;

/// <summary>The words of one call, sorted into flags, options and positionals by the rules of Swift's argument parser.</summary>
internal sealed class Words
{
    private readonly HashSet<string> _flags = [];
    private readonly List<(string Option, string Value)> _options = [];
    private readonly List<string> _positionals = [];

    private Words(Syntax syntax) => Syntax = syntax;

    public Syntax Syntax { get; }

    public IReadOnlyList<string> Positionals => _positionals;

    /// <summary>The first positional: with all commands but <c>clone</c> the VM's name.</summary>
    public string Name => _positionals[0];

    /// <exception cref="RefusedException">They do not fit the syntax.</exception>
    public static Words Read(Syntax syntax, IReadOnlyList<string> words)
    {
        var read = new Words(syntax);
        var at = 0;
        while (at < words.Count)
        {
            at = read.Take(words, at);
        }

        if (read._positionals.Count < syntax.Positionals.Count)
        {
            throw RefusedException.Usage($"Missing expected argument '<{syntax.Positionals[read._positionals.Count]}>'", syntax);
        }

        // Before anything is looked at or changed, also where the command has no use for the number.
        foreach (var option in syntax.Numbers)
        {
            _ = read.Number(option);
        }

        return read;
    }

    public bool Has(string flag) => _flags.Contains(flag);

    public IReadOnlyList<string> Values(string option) => [.. _options.Where(o => o.Option == option).Select(o => o.Value)];

    public string? Value(string option) => _options.FindLast(o => o.Option == option).Value;

    /// <exception cref="RefusedException">It is not a whole number.</exception>
    public int? Number(string option)
    {
        if (Value(option) is not { } value)
        {
            return null;
        }

        return int.TryParse(value, out var number) && number >= 0
            ? number
            : throw RefusedException.Usage($"The value '{value}' is invalid for '{option} <{option[2..]}>'", Syntax);
    }

    /// <exception cref="RefusedException">It is none of them.</exception>
    public string? OneOf(string option, params string[] allowed)
    {
        var value = Value(option);
        return value is null || allowed.Contains(value)
            ? value
            : throw RefusedException.Usage($"The value '{value}' is invalid for '{option} <{option[2..]}>'. Please provide one of {string.Join(" and ", allowed.Select(a => $"'{a}'"))}.", Syntax);
    }

    private int Take(IReadOnlyList<string> words, int at)
    {
        var word = words[at];
        if (word == "--")
        {
            return TakeRest(words, at + 1);
        }

        if (!word.StartsWith('-') || word.Length == 1)
        {
            AddPositional(word);
            return Syntax.PassesThrough ? TakeRest(words, at + 1) : at + 1;
        }

        var split = word.IndexOf('=', StringComparison.Ordinal);
        var given = split < 0 ? word : word[..split];
        var option = Syntax.Short.GetValueOrDefault(given, given);
        if (split < 0 && Syntax.Flags.Contains(option))
        {
            _flags.Add(option);
            return at + 1;
        }

        if (!Syntax.Options.Contains(option))
        {
            throw RefusedException.Usage($"Unknown option '{given}'", Syntax);
        }

        if (split >= 0)
        {
            _options.Add((option, word[(split + 1)..]));
            return at + 1;
        }

        if (at + 1 >= words.Count || words[at + 1].StartsWith('-'))
        {
            throw RefusedException.Usage($"Missing value for '{option} <{option[2..]}>'", Syntax);
        }

        _options.Add((option, words[at + 1]));
        return at + 2;
    }

    private int TakeRest(IReadOnlyList<string> words, int from)
    {
        for (var at = from; at < words.Count; at++)
        {
            AddPositional(words[at]);
        }

        return words.Count;
    }

    private void AddPositional(string word)
    {
        if (_positionals.Count >= Syntax.Positionals.Count && !Syntax.TakesMore && !Syntax.PassesThrough)
        {
            throw RefusedException.Usage($"Unexpected argument '{word}'", Syntax);
        }

        _positionals.Add(word);
    }
}
