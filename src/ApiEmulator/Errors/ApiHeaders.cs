using Microsoft.Extensions.Primitives;

namespace Lab.ApiEmulator.Errors;

/// <summary>The headers that the API puts on its answers.</summary>
internal sealed class ApiHeaders(ApiIds ids, TimeProvider clock)
{
    /// <summary>In which a session names itself.</summary>
    public const string Session = "X-Claude-Code-Session-Id";

    /// <summary>In which a subagent of claude-code 2 names itself.</summary>
    public const string Agent = "x-claude-code-agent-id";

    private static readonly StringValues Requests = "4000";
    private static readonly StringValues RequestsLeft = "3999";
    private static readonly StringValues Tokens = "2400000";
    private static readonly StringValues TokensLeft = "2399000";
    private static readonly StringValues Input = "2000000";
    private static readonly StringValues InputLeft = "1999000";
    private static readonly StringValues Output = "400000";
    private static readonly StringValues OutputLeft = "400000";

    private readonly StringValues _organization = Guid.NewGuid().ToString();
    private Reset _reset = new(0, "");

    /// <summary>On every answer. Returns the request's id.</summary>
    public string Stamp(HttpResponse response)
    {
        var id = ids.Next("req_01");
        response.Headers["request-id"] = id;
        response.Headers["anthropic-organization-id"] = _organization;
        return id;
    }

    /// <summary>On messages that succeed: limits that are never reached.</summary>
    public void AddLimits(HttpResponse response)
    {
        var headers = response.Headers;
        var reset = ResetTime();
        headers["anthropic-ratelimit-requests-limit"] = Requests;
        headers["anthropic-ratelimit-requests-remaining"] = RequestsLeft;
        headers["anthropic-ratelimit-requests-reset"] = reset;
        headers["anthropic-ratelimit-input-tokens-limit"] = Input;
        headers["anthropic-ratelimit-input-tokens-remaining"] = InputLeft;
        headers["anthropic-ratelimit-input-tokens-reset"] = reset;
        headers["anthropic-ratelimit-output-tokens-limit"] = Output;
        headers["anthropic-ratelimit-output-tokens-remaining"] = OutputLeft;
        headers["anthropic-ratelimit-output-tokens-reset"] = reset;
        headers["anthropic-ratelimit-tokens-limit"] = Tokens;
        headers["anthropic-ratelimit-tokens-remaining"] = TokensLeft;
        headers["anthropic-ratelimit-tokens-reset"] = reset;
    }

    /// <summary>The next full second, made into text once a second and not once a request.</summary>
    private StringValues ResetTime()
    {
        var second = clock.GetUtcNow().ToUnixTimeSeconds() + 1;
        var reset = _reset;
        if (reset.Second != second)
        {
            _reset = reset = new Reset(second, DateTimeOffset.FromUnixTimeSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"));
        }

        return reset.Text;
    }

    private sealed record Reset(long Second, StringValues Text);
}
