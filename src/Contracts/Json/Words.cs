using System.Text.Json;

namespace Lab.Contracts;

/// <summary>The written form of the lab's vocabularies, the same in JSON, YAML, spans and pages.</summary>
public static class Words
{
    /// <summary>An enum member as it is written: <c>EndedEarly</c> becomes <c>ended-early</c>.</summary>
    public static string Kebab<T>(T member) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(member.ToString());

    /// <summary>Every member of an enum as it is written, in the order of declaration.</summary>
    public static IReadOnlyList<string> All<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(Kebab)];
}
