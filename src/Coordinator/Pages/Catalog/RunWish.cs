using System.Globalization;
using System.Text.Json;
using Lab.Contracts;

namespace Lab.Coordinator.Pages.Catalog;

/// <summary>What somebody typed on an experiment's card.</summary>
/// <param name="Seed">The seed; empty to have one drawn.</param>
/// <param name="Target">Another target; empty for the experiment's own.</param>
/// <param name="MaxRequests">The ceiling on requests to the real API.</param>
/// <param name="MaxTokens">The ceiling on tokens; empty for none.</param>
/// <param name="Confirm">Whether the question about the real API was answered with yes.</param>
public sealed record RunWish(string? Seed, string? Target, string? MaxRequests, string? MaxTokens, bool Confirm)
{
    private const string Real = "anthropic";

    /// <summary>Targets that any experiment without faults can be aimed at from its card.</summary>
    public static IReadOnlyList<string> Elsewhere { get; } = ["anthropic-unauthenticated", Real];

    /// <summary>The run asked for; null where something typed cannot be read, which is then among the faults.</summary>
    public NewRun? Read(string experiment, ICollection<string> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);

        if (!SeedField.TryRead(Seed, out var seed))
        {
            faults.Add($"The seed '{Seed}' is not a whole number of 0 or more. Leave it empty to have one drawn.");
        }

        var overrides = new Dictionary<string, JsonElement>();
        if (Target == Real)
        {
            Ceiling("target.max-requests", MaxRequests, "requests", overrides, faults);
            Ceiling("target.max-tokens", MaxTokens, "tokens", overrides, faults);
        }

        return faults.Count > 0 ? null : new NewRun
        {
            Experiment = experiment,
            Seed = seed,
            Target = string.IsNullOrEmpty(Target) ? null : Target,
            Overrides = overrides.Count > 0 ? overrides : null,
            Confirm = Confirm ? true : null,
        };
    }

    private static void Ceiling(string path, string? typed, string what, Dictionary<string, JsonElement> overrides, ICollection<string> faults)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return;
        }

        if (long.TryParse(typed.Trim(), NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) && number > 0)
        {
            overrides[path] = JsonSerializer.SerializeToElement(number);
        }
        else
        {
            faults.Add($"'{typed}' is not a number of {what}: write a whole number of 1 or more.");
        }
    }
}
