using System.Security.Cryptography;
using System.Text.Json;

namespace Lab.TartStandIn.CommandLine;

/// <summary>JSON as Tart prints it: keys in an order that differs from process to process, <c>/</c> as <c>\/</c>, an empty array over three lines.</summary>
internal static class TartJson
{
    public static string Array(IEnumerable<IReadOnlyDictionary<string, object>> items)
    {
        var objects = items.Select(i => Object(i, "  ")).ToList();
        return objects.Count == 0 ? "[\n\n]" : $"[\n{string.Join(",\n", objects)}\n]";
    }

    public static string Object(IReadOnlyDictionary<string, object> item, string indent = "")
    {
        // Random on purpose, as it is with Swift's dictionaries: who reads it must not rely on an order.
        var keys = item.Keys.ToArray();
        RandomNumberGenerator.Shuffle<string>(keys);

        var lines = keys.Select(k => $"{indent}  {Text(k)} : {Value(item[k])}");
        return $"{indent}{{\n{string.Join(",\n", lines)}\n{indent}}}";
    }

    private static string Value(object value) => value switch
    {
        bool yes => yes ? "true" : "false",
        int or long => value.ToString()!,
        _ => Text(value.ToString() ?? ""),
    };

    private static string Text(string text) =>
        $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"".Replace("/", "\\/", StringComparison.Ordinal);
}
