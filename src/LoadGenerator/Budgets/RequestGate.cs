using Lab.Contracts;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Failures;
using Lab.LoadGenerator.Sessions;
using Lab.LoadGenerator.Work;
using Lab.State;
using Microsoft.Extensions.Options;

namespace Lab.LoadGenerator.Budgets;

/// <summary>Decides before each request whether it may be sent, and when: the user's key, the run's budget, its pace. Where a target sets none of them it costs nothing.</summary>
internal sealed class RequestGate(RequestBudget budget, IOptions<AnthropicOptions> anthropic, TimeProvider? clock = null) : IDisposable
{
    /// <summary>The real edge is asked politely where nobody pays for the asking.</summary>
    public const double UnauthenticatedPerSecond = 2;

    private readonly RequestPace _pace = new(budget, clock ?? TimeProvider.System);

    /// <summary>What must not be kept, whoever sent it back; null where there is no key.</summary>
    public string? Secret => string.IsNullOrWhiteSpace(anthropic.Value.ApiKey) ? null : anthropic.Value.ApiKey;

    /// <summary>The key for a target: only the real API gets it.</summary>
    public string? KeyFor(Target target) => target.Kind == TargetKind.Anthropic ? Secret : null;

    /// <summary>Lets a request through, after it has waited for its turn, or says why not.</summary>
    /// <param name="assignment">Whose it is.</param>
    /// <param name="request">What it carries.</param>
    /// <param name="reply">Will be asked what it used.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public ValueTask<Passage> Pass(LoadAssignment assignment, in PassRequest request, Reply reply, CancellationToken cancellation)
    {
        var target = assignment.Target;
        if (target.Kind == TargetKind.Anthropic && Unfit(target) is { } reason)
        {
            return ValueTask.FromResult(Refused(reason));
        }

        var perSecond = target.RequestsPerSecond ?? (target.Kind == TargetKind.AnthropicUnauthenticated ? UnauthenticatedPerSecond : null);
        return target.MaxRequests is null && target.MaxTokens is null && perSecond is null
            ? default
            : Take(assignment.RunId, target, perSecond, request, reply, cancellation);
    }

    /// <summary>After a request: gives back what it did not use. Where nobody knows what it used, all stays taken.</summary>
    /// <param name="assignment">Whose it was.</param>
    /// <param name="passage">What was taken for it.</param>
    /// <param name="reply">What came back.</param>
    /// <param name="bytesSent">What had been sent of it.</param>
    public ValueTask Settle(LoadAssignment assignment, in Passage passage, Reply reply, long bytesSent) =>
        passage.Tokens > 0 && Used(reply, bytesSent) is { } used ? new ValueTask(Settle(assignment.RunId, passage.Tokens, used)) : ValueTask.CompletedTask;

    public void Dispose() => _pace.Dispose();

    private static Passage Refused(string reason) => new(Trouble.Of(FailureLayer.Client, FailureKind.Cancelled, null, reason), 0, TimeSpan.Zero);

    private async ValueTask<Passage> Take(string runId, Target target, double? perSecond, PassRequest request, Reply reply, CancellationToken cancellation)
    {
        long tokens = 0;
        if (target.MaxTokens is not null && request.UsesTokens)
        {
            reply.Stream.WantsUsage = true;
            if (TokenEstimate.Of(request.Body.Pieces(request.IsWhole), request.Body.Length(request.IsWhole)) is not { } most)
            {
                return Refused("the request says no max_tokens, so that nobody knows what it may use of the run's tokens");
            }

            tokens = most;
        }

        try
        {
            if (target.MaxRequests is not null || target.MaxTokens is not null)
            {
                switch (await budget.Take(runId, target.MaxRequests, target.MaxTokens, tokens))
                {
                    case BudgetAnswer.NoRequests:
                        return Refused($"the budget of {target.MaxRequests} requests is used up");
                    case BudgetAnswer.NoTokens:
                        return Refused($"the budget of {target.MaxTokens} tokens does not have the {tokens} left that this request may use at most: its bytes and its max_tokens; what requests under way may still use is held until they end");
                }
            }

            return new Passage(null, tokens, perSecond is { } pace ? await Wait(runId, pace, target.MaxRequests is not null, tokens, cancellation) : TimeSpan.Zero);
        }
        catch (StoreUnavailableException)
        {
            // Without the count nobody knows what is left: nothing is sent.
            return Refused("the store that counts the run's requests is away, and the budget must not be overrun");
        }
    }

    private async Task<TimeSpan> Wait(string runId, double perSecond, bool isCounted, long tokens, CancellationToken cancellation)
    {
        try
        {
            return await _pace.Wait(runId, perSecond, cancellation);
        }
        catch (OperationCanceledException)
        {
            await budget.GiveBack(runId, isCounted, tokens);
            throw;
        }
    }

    private async Task Settle(string runId, long taken, long used)
    {
        try
        {
            await budget.Settle(runId, taken, used);
        }
        catch (StoreUnavailableException)
        {
            // What was taken stays taken: too little is sent then, never too much.
        }
    }

    private static long? Used(Reply reply, long bytesSent) => reply switch
    {
        _ when bytesSent == 0 => 0,

        // The API counts nothing for a request that it refused.
        { Status: >= 300 } => 0,
        _ => reply.Usage,
    };

    private string? Unfit(Target target) => KeyFor(target) is not { } key
        ? "no API key is set; give the load-generator the setting Anthropic:ApiKey (environment: Anthropic__ApiKey)"
        : key.Any(c => c is < '!' or > '~')
            ? "the API key has characters that no header may carry; look at the setting Anthropic:ApiKey (environment: Anthropic__ApiKey)"
        : target.Url.Scheme != Uri.UriSchemeHttps && !target.Url.IsLoopback
            ? $"the API key is not sent over {target.Url.Scheme}; use an https URL"
            : null;
}

/// <summary>What a request that wants to pass carries.</summary>
/// <param name="Body">Its body, looked into only where tokens are counted: it says how many the request may use.</param>
/// <param name="IsWhole">Whether the reply is asked for in one piece.</param>
/// <param name="UsesTokens">Whether a model answers it.</param>
internal readonly record struct PassRequest(IBody Body, bool IsWhole, bool UsesTokens);
