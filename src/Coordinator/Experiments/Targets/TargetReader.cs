using System.Net;
using Lab.Contracts;
using Lab.Coordinator.Experiments.Yaml;

namespace Lab.Coordinator.Experiments.Targets;

/// <summary>Reads what a run aims at: <c>target: emulator</c>, <c>target: https://host</c>, or a mapping with the way there and its ceilings.</summary>
internal static class TargetReader
{
    /// <summary>Unasked, the real edge gets no more than this: it is somebody else's.</summary>
    public const double UnauthenticatedPerSecond = 2;

    private const string Rule = "must be emulator, anthropic, anthropic-unauthenticated, or an http or https URL";

    public static TargetChoice Read(YamlField field)
    {
        if (!field.IsMap)
        {
            var named = Named(field, field.Text("emulator"));
            RefuseWithoutCeiling(named, field);
            return Paced(named);
        }

        var map = field.Map();
        var to = map["to"];
        var choice = Named(to, to.RequiredText("to: emulator")) with
        {
            Https = map["https"].Flag(false),
            Resolver = ReadResolver(map["resolver"]),
            Proxy = ReadProxy(map["proxy"]),
            MaxRequests = map["max-requests"] is { IsThere: true } requests ? requests.Whole(1L, 1, 1_000_000_000) : null,
            MaxTokens = map["max-tokens"] is { IsThere: true } tokens ? tokens.Whole(1L, 1, 1_000_000_000_000) : null,
            RequestsPerSecond = map["requests-per-second"] is { IsThere: true } pace ? pace.Number(1, 0.01, 10_000) : null,
        };
        map.RefuseOthers();
        RefuseWithoutCeiling(choice, to);
        TargetRules.Check(choice, map);
        return Paced(choice);
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

    private static TargetChoice Named(YamlField field, string text)
    {
        if (Parse(text) is { } parsed)
        {
            return new TargetChoice { Kind = parsed.Kind, Url = parsed.Url };
        }

        field.Fault($"{(text.Contains('@', StringComparison.Ordinal) ? "holds a user or a password" : $"'{text}'")}; it {Rule}", "write for example 'target: emulator' or 'target: https://host:8443' (without user and password)");
        return new TargetChoice { Kind = TargetKind.Emulator };
    }

    private static void RefuseWithoutCeiling(TargetChoice choice, YamlField field)
    {
        if (choice is { Kind: TargetKind.Anthropic, MaxRequests: null })
        {
            field.Fault("is the real API, which costs money, and has no ceiling on requests", "write 'target:' with 'to: anthropic' and 'max-requests: 500' below it, and best 'max-tokens' too");
        }
    }

    private static TargetChoice Paced(TargetChoice choice) =>
        choice is { Kind: TargetKind.AnthropicUnauthenticated, RequestsPerSecond: null } ? choice with { RequestsPerSecond = UnauthenticatedPerSecond } : choice;

    private static string? ReadResolver(YamlField field)
    {
        if (!field.IsThere)
        {
            return null;
        }

        var text = field.Text("");
        if (text == TargetChoice.OfTheEmulator || (IPEndPoint.TryParse(text, out var end) && end.Port > 0))
        {
            return text;
        }

        field.Fault($"'{text}' is not a resolver", "write 'emulator', or address and port such as 127.0.0.1:5353 or [::1]:53");
        return null;
    }

    private static Uri? ReadProxy(YamlField field)
    {
        if (!field.IsThere)
        {
            return null;
        }

        if (Uri.TryCreate(field.Text(""), UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp && url.Host.Length > 0 && url.UserInfo.Length == 0 && url.AbsolutePath == "/")
        {
            return url;
        }

        // Not said back: what stands here may hold a password.
        field.Fault("must be an http URL of a proxy, without user, password and path", "write for example 'proxy: http://127.0.0.1:3128'");
        return null;
    }
}
