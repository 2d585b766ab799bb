using System.Globalization;
using Lab.Contracts;
using Lab.Coordinator.Experiments.Yaml;

namespace Lab.Coordinator.Experiments.Workloads;

/// <summary>Fields of a workload that need a reader of their own, for the workload itself and for arms that set them.</summary>
internal static class WorkloadFields
{
    public const int MostBytes = 30_000_000;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary><c>20ms</c>, or <c>5ms..20ms</c>.</summary>
    public static DurationRange Range(YamlField field, DurationRange fallback) =>
        field.Read(fallback, "a duration such as 20ms, or a range such as 5ms..20ms", text =>
        {
            var parts = text.Split("..", 2, StringSplitOptions.TrimEntries);
            return Quantities.Duration(parts[0]) is { } least && Quantities.Duration(parts[^1]) is { } most && least <= most && most <= Hour
                ? new DurationRange(least, most)
                : null;
        });

    /// <summary>The name of a client that can be imitated.</summary>
    public static string Client(YamlField field)
    {
        var name = field.Text(ClientNames.Bare);
        if (ClientNames.All.Contains(name))
        {
            return name;
        }

        field.Fault($"'{name}' is not a client that sessions can imitate", $"write one of {string.Join(", ", ClientNames.All)}");
        return ClientNames.Bare;
    }

    public static int? PromptBytes(YamlField field) => field.IsThere ? field.Size(1_000, 1_000, MostBytes) : null;

    /// <summary><c>at-once</c>, <c>ramp 10s</c> or <c>poisson 5/s</c>.</summary>
    public static Arrival Arrival(YamlField field) =>
        field.Read<ArrivalText>(default, "at-once, 'ramp 10s' (evenly over ten seconds) or 'poisson 5/s' (five sessions a second on average); up to 1h, and 0.001/s to 1000/s", ReadArrival).Arrival ?? Contracts.Arrival.AtOnce;

    private static ArrivalText? ReadArrival(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
    {
        ["at-once"] => new(Contracts.Arrival.AtOnce),
        ["ramp", var over] when Quantities.Duration(over) is { } time && time > TimeSpan.Zero && time <= Hour => new(new Arrival(ArrivalKind.Ramp, Over: time)),
        ["poisson", var rate] when rate.EndsWith("/s", StringComparison.Ordinal) && Number(rate[..^2]) is >= 0.001 and <= 1_000 and var perSecond =>
            new(new Arrival(ArrivalKind.Poisson, PerSecond: perSecond)),
        _ => null,
    };

    private static double? Number(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    private readonly record struct ArrivalText(Arrival? Arrival);
}
