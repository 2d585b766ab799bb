namespace Lab.Probe.Http;

/// <summary>The faults of a request by field.</summary>
internal sealed class Faults
{
    private readonly Dictionary<string, List<string>> _byField = [];

    public bool Any => _byField.Count > 0;

    public void Add(string field, string text) => (_byField.TryGetValue(field, out var list) ? list : _byField[field] = []).Add(text);

    public IResult Result() => TypedResults.ValidationProblem(_byField.ToDictionary(f => f.Key, f => f.Value.ToArray()));
}

/// <summary>What the fields of requests must be.</summary>
internal static class Rules
{
    private const int LongestId = 200;

    /// <summary>A run's id becomes part of a key in the store.</summary>
    public static void Id(Faults faults, string field, string? value, bool isNeeded)
    {
        if (value is null ? isNeeded : value.Length is 0 or > LongestId || !value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/'))
        {
            faults.Add(field, $"{(value is null ? "It is missing" : $"'{value}' is not an id")}: give 1 to {LongestId} letters, digits, '-', '_', '.' or '/'.");
        }
    }

    public static Uri? Target(Faults faults, string? text)
    {
        // Without echoing the text where it may carry a secret.
        if (!Uri.TryCreate(text, UriKind.Absolute, out var target) || (target.Scheme != Uri.UriSchemeHttp && target.Scheme != Uri.UriSchemeHttps) || target.IdnHost.Length == 0)
        {
            faults.Add("target", $"{(text is null ? "It is missing" : "This is not a target")}: give an absolute http or https URL, such as https://api.anthropic.com.");
            return null;
        }

        if (target.UserInfo.Length > 0 || target.Query.Length > 0 || target.Fragment.Length > 0)
        {
            faults.Add("target", "A target has no user, query or fragment, since it is kept with the observation: give scheme, host, port and path only.");
            return null;
        }

        return target;
    }
}
