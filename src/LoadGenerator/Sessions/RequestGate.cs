using Lab.Contracts;
using Lab.LoadGenerator.Failures;
using Lab.LoadGenerator.Work;
using Lab.State;
using Microsoft.Extensions.Options;

namespace Lab.LoadGenerator.Sessions;

/// <summary>Decides before each request whether it may be sent: the run's budget, and the user's key.</summary>
internal sealed class RequestGate(RequestBudget budget, IOptions<AnthropicOptions> anthropic)
{
    /// <summary>What must not be kept, whoever sent it back; null where there is no key.</summary>
    public string? Secret => string.IsNullOrWhiteSpace(anthropic.Value.ApiKey) ? null : anthropic.Value.ApiKey;

    /// <summary>The key for a target: only the real API gets it.</summary>
    public string? KeyFor(Target target) => target.Kind == TargetKind.Anthropic ? Secret : null;

    /// <summary>Takes one request from the budget. Null when it may be sent, otherwise why not.</summary>
    public async ValueTask<Trouble?> Pass(LoadAssignment assignment)
    {
        var target = assignment.Target;
        if (target.Kind == TargetKind.Anthropic && Unfit(target) is { } reason)
        {
            return Trouble.Of(FailureLayer.Client, FailureKind.Cancelled, null, reason);
        }

        if (target.MaxRequests is not { } ceiling)
        {
            return null;
        }

        try
        {
            return await budget.Take(assignment.RunId, ceiling)
                ? null
                : Trouble.Of(FailureLayer.Client, FailureKind.Cancelled, null, $"the budget of {ceiling} requests is used up");
        }
        catch (StoreUnavailableException)
        {
            // Without the count nobody knows what is left: nothing is sent.
            return Trouble.Of(FailureLayer.Client, FailureKind.Cancelled, null, "the store that counts the run's requests is away, and the budget must not be overrun");
        }
    }

    private string? Unfit(Target target) => KeyFor(target) is null
        ? "no API key is set; give the load-generator the setting Anthropic:ApiKey (environment: Anthropic__ApiKey)"
        : target.Url.Scheme != Uri.UriSchemeHttps && !target.Url.IsLoopback
            ? $"the API key is not sent over {target.Url.Scheme}; use an https URL"
            : null;
}
