using System.Text.Json;
using Lab.Contracts;
using Lab.Shell;
using Lab.Tests.Support;

namespace Lab.Tests.Judges.TypeScript;

/// <summary>What the SDK reported.</summary>
internal sealed record Said(string? Text, string? StopReason, int? Deltas, long? OutputTokens, IReadOnlyList<IReadOnlyList<string>>? Commands, SaidError? Error, IReadOnlyList<double> Attempts);

/// <summary>An error as the SDK's users see it: its class, its fields, and the codes of what caused it.</summary>
internal sealed record SaidError(string Type, bool IsApiError, bool IsConnectionError, int? Status, string? Kind, string? RequestId, string Message, IReadOnlyList<string> Causes);

/// <summary>Runs the TypeScript SDK in node against an address.</summary>
internal static class TypeScriptJudge
{
    private static readonly string Script = Path.Combine(Repository.Root, "tests", "Lab.Tests", "Judges", "TypeScript", "judge.cjs");

    public static async Task<Said> Ask(Uri url, string act, int maxRetries = 0)
    {
        var wish = JsonSerializer.Serialize(new { sdk = Clients.TypeScriptSdk, url = url.ToString(), act, maxRetries });
        var result = await new CommandRunner(TimeProvider.System).Run(
            new Command(Clients.Node, Script, wish) { Timeout = TimeSpan.FromSeconds(60) },
            TestContext.Current.CancellationToken);

        Assert.True(result.Succeeded, result.Error);
        return JsonSerializer.Deserialize<Said>(result.Output, LabJson.Options)!;
    }
}
