using Lab.Contracts;
using Lab.Coordinator.Experiments.Yaml;

namespace Lab.Coordinator.Experiments;

/// <summary>Reads what a run aims at: <c>target: emulator</c>, <c>target: https://host</c>, or a mapping with a ceiling on requests.</summary>
internal static class TargetReader
{
    private const string Rule = "must be emulator, anthropic, anthropic-unauthenticated, or an http or https URL";

    public static TargetChoice Read(YamlField field)
    {
        if (!field.IsMap)
        {
            return Of(field, field.Text("emulator"), null);
        }

        var map = field.Map();
        var to = map["to"];
        var choice = Of(to, to.RequiredText("to: emulator"), map["max-requests"] is { IsThere: true } ceiling ? ceiling.Whole(1L, 1, 1_000_000_000) : null);
        map.RefuseOthers();
        return choice;
    }

    /// <summary>The target that a text names; null where it names none.</summary>
    public static (TargetKind Kind, Uri? Url)? Parse(string text) => text switch
    {
        "emulator" => (TargetKind.Emulator, null),
        "anthropic" => (TargetKind.Anthropic, null),
        "anthropic-unauthenticated" => (TargetKind.AnthropicUnauthenticated, null),
        _ when Uri.TryCreate(text, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            && url.Host.Length > 0
            && url.UserInfo.Length == 0 => (TargetKind.Url, url),
        _ => null,
    };

    private static TargetChoice Of(YamlField field, string text, long? ceiling)
    {
        if (Parse(text) is not { } parsed)
        {
            field.Fault($"'{text}' {Rule}", "write for example 'target: emulator' or 'target: https://host:8443' (without user and password)");
            return new TargetChoice(TargetKind.Emulator, null, null);
        }

        if (parsed.Kind == TargetKind.Anthropic && ceiling is null)
        {
            field.Fault("is the real API, which costs money, and has no ceiling on requests", "write 'target:' with 'to: anthropic' and 'max-requests: 500' below it");
        }

        return new TargetChoice(parsed.Kind, parsed.Url, ceiling);
    }
}
