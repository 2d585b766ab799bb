using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting;

/// <summary>Something a command asks for.</summary>
public sealed class InteractionInput
{
    /// <summary>Its name, unique in the command.</summary>
    public required string Name { get; init; }

    /// <summary>What may be given.</summary>
    public required InputType InputType { get; init; }

    /// <summary>What to call it; its name where null.</summary>
    public string? Label { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it must be given.</summary>
    public bool Required { get; init; }

    /// <summary>What can be chosen: the value, and what to show for it.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Options { get; set; }

    /// <summary>What was given; before that, what is taken where nothing is.</summary>
    public string? Value { get; set; }

    /// <summary>An example.</summary>
    public string? Placeholder { get; init; }
}

/// <summary>What may be given.</summary>
public enum InputType
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>One of the options.</summary>
    Choice,

    /// <summary>A number.</summary>
    Number,
}

/// <summary>What a command was given.</summary>
public sealed class InteractionInputCollection : IReadOnlyList<InteractionInput>
{
    private readonly IReadOnlyList<InteractionInput> _inputs;

    /// <summary>Takes inputs with values.</summary>
    public InteractionInputCollection(IReadOnlyList<InteractionInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.GroupBy(i => i.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InvalidOperationException($"A command asks for '{twice.Key}' twice.");
        }

        _inputs = inputs;
    }

    /// <inheritdoc />
    public int Count => _inputs.Count;

    /// <inheritdoc />
    public InteractionInput this[int index] => _inputs[index];

    /// <summary>The input of a name.</summary>
    public InteractionInput this[string name] => TryGetByName(name, out var input) ? input : throw new KeyNotFoundException($"The command asks for no '{name}'.");

    /// <summary>The value given for a name; null where none was.</summary>
    public string? GetString(string name) => this[name].Value;

    /// <summary>The input of a name, if the command asks for it.</summary>
    public bool TryGetByName(string name, [NotNullWhen(true)] out InteractionInput? input)
    {
        input = _inputs.FirstOrDefault(i => string.Equals(i.Name, name, StringComparison.OrdinalIgnoreCase));
        return input is not null;
    }

    /// <inheritdoc />
    public IEnumerator<InteractionInput> GetEnumerator() => _inputs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
