using System.Text.Json;
using System.Text.Json.Serialization;
using Lab.Contracts;

namespace Lab.ApiEmulator.Plans;

/// <summary>Reads a plan strictly: a misspelt field would otherwise become its default, and a fault nobody meant would strike everybody.</summary>
internal static class PlanJson
{
    private static readonly JsonSerializerOptions Strict = new(LabJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowOutOfOrderMetadataProperties = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>The plan, or what is wrong with the text, by field.</summary>
    public static async Task<(EmulatorPlan? Plan, Dictionary<string, string[]> Complaints)> Read(Stream body, CancellationToken cancellation)
    {
        try
        {
            var plan = await JsonSerializer.DeserializeAsync<EmulatorPlan>(body, Strict, cancellation);
            return plan is null ? (null, Complaints("", "The plan is null; send an object with at least an id.")) : (plan, PlanCheck.Run(plan));
        }
        catch (JsonException exception)
        {
            return (null, Complaints(exception.Path, Explain(exception)));
        }
        catch (Exception exception) when (exception is NotSupportedException or OverflowException)
        {
            // An abstract fault without a kind; a duration beyond all bounds.
            return (null, Complaints("", Explain(exception)));
        }
    }

    private static string Explain(Exception exception) =>
        exception.Message.Contains("discriminator", StringComparison.Ordinal) || exception is NotSupportedException
            ? $"A fault needs a kind, one of {string.Join(", ", FaultLevels.Kinds)}."
            : exception.Message;

    private static Dictionary<string, string[]> Complaints(string? path, string text) =>
        new() { [path?.TrimStart('$', '.') ?? ""] = [text] };
}
