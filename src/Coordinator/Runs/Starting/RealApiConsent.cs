using System.Globalization;
using Lab.Contracts;
using Lab.Coordinator.Experiments;
using Lab.State;

namespace Lab.Coordinator.Runs;

/// <summary>Asks before the first run against the real API, and again before one that may send more than was agreed to. The store remembers the answer.</summary>
internal sealed class RealApiConsent(RunStore store, TimeProvider clock)
{
    /// <summary>The largest <c>max_tokens</c> that the clients send.</summary>
    private const int MostTokensOut = 128_000;

    /// <summary>English text has about four bytes to a token; code and JSON come nearer to three.</summary>
    private const int BytesPerToken = 3;

    private const int BytesOfAFirstRequest = 57_000;

    /// <summary>Returns where the run may start; an agreement given with it is remembered.</summary>
    /// <exception cref="ConsentNeededException">Nobody has agreed to as much.</exception>
    public async Task Check(Experiment experiment, bool isGiven)
    {
        if (experiment.Target.Kind != TargetKind.Anthropic)
        {
            return;
        }

        var target = Words.Kebab(TargetKind.Anthropic);
        var question = Question(experiment);
        var before = await store.Agreement<Agreement>(target);
        if (before is not null && question.Requests <= before.Requests && question.Tokens <= before.Tokens)
        {
            return;
        }

        if (!isGiven)
        {
            throw new ConsentNeededException(question);
        }

        await store.Agree(target, new Agreement(Math.Max(question.Requests, before?.Requests ?? 0), Math.Max(question.Tokens, before?.Tokens ?? 0), clock.GetUtcNow()));
    }

    private static ConsentQuestion Question(Experiment experiment)
    {
        var (target, workload) = (experiment.Target, experiment.Workload);
        var requests = target.MaxRequests!.Value;
        long bytes = (workload.PromptBytes ?? BytesOfAFirstRequest) + ((long)workload.TurnBytes * workload.Turns);
        var worst = requests * ((bytes / BytesPerToken) + MostTokensOut);
        var tokens = target.MaxTokens ?? worst;
        var limit = target.MaxTokens is null
            ? $"No ceiling on tokens is set: at worst that is some {N(worst)} tokens, in and out ('max-tokens' would set one)."
            : $"At most {N(tokens)} tokens are used, in and out.";
        return new ConsentQuestion(requests, tokens, target.MaxTokens is not null,
            $"This run sends at most {N(requests)} requests with your key to the real API at api.anthropic.com; they are billed. {limit} Each carries made-up text of up to {N(bytes)} bytes, no file and no prompt of yours.");
    }

    private static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The most that was agreed to.</summary>
    internal sealed record Agreement(long Requests, long Tokens, DateTimeOffset At);
}
