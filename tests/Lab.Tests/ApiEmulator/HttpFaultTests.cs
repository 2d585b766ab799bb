using System.Net;
using System.Text.Json;
using Lab.Contracts;
using Lab.Tests.Support;

namespace Lab.Tests.ApiEmulator;

/// <summary>Faults that are answers of the API.</summary>
public sealed class HttpFaultTests(Stores stores)
{
    [Theory]
    [InlineData("rate-limit", 429, "rate_limit_error")]
    [InlineData("overload", 529, "overloaded_error")]
    [InlineData("internal-error", 500, "api_error")]
    [InlineData("unauthorized", 401, "authentication_error")]
    [InlineData("forbidden", 403, "permission_error")]
    public async Task An_error_of_the_API_has_its_status_its_body_and_its_headers(string kind, int status, string type)
    {
        FaultSpec fault = kind switch
        {
            "rate-limit" => new RateLimit { RetryAfter = TimeSpan.FromSeconds(7) },
            "overload" => new Overload(),
            "unauthorized" => new Unauthorized(),
            "forbidden" => new Forbidden(),
            _ => new InternalError(),
        };
        await using var emulator = await RunningEmulator.Start(stores, WireFaultTests.Plan(fault));

        using var response = await emulator.Post(Bodies.Streamed);
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("error", body.GetProperty("type").GetString());
        Assert.Equal(type, body.GetProperty("error").GetProperty("type").GetString());
        Assert.NotEqual("", body.GetProperty("error").GetProperty("message").GetString());
        Assert.Equal(Assert.Single(response.Headers.GetValues("request-id")), body.GetProperty("request_id").GetString());
        Assert.Equal(status is 401 or 403, !response.Headers.TryGetValues("x-should-retry", out var retry) || retry.Single() != "true");
        Assert.True(response.Headers.Contains("anthropic-organization-id"));
        Assert.Equal(kind == "rate-limit" ? "7" : null, response.Headers.RetryAfter?.ToString());
        Assert.Equal(1, (await emulator.Status()).Faults[kind]);
    }

    [Fact]
    public async Task A_rate_limit_without_a_time_sends_no_retry_after()
    {
        await using var emulator = await RunningEmulator.Start(stores, WireFaultTests.Plan(new RateLimit()));

        using var response = await emulator.Post(Bodies.Streamed);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Null(response.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("bad-gateway", 502)]
    [InlineData("service-unavailable", 503)]
    [InlineData("captive-portal", 200)]
    public async Task Something_on_the_way_answers_in_HTML_and_not_in_the_API_s_name(string kind, int status)
    {
        FaultSpec fault = kind switch { "bad-gateway" => new BadGateway(), "service-unavailable" => new ServiceUnavailable(), _ => new CaptivePortal() };
        await using var emulator = await RunningEmulator.Start(stores, WireFaultTests.Plan(fault));

        foreach (var body in new[] { Bodies.Streamed, Bodies.Whole })
        {
            using var response = await emulator.Post(body);
            var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

            Assert.Equal((HttpStatusCode)status, response.StatusCode);
            Assert.Equal("text/html", response.Content.Headers.ContentType?.ToString());
            Assert.StartsWith("<!DOCTYPE html>", page, StringComparison.Ordinal);
            Assert.DoesNotContain(response.Headers, h => h.Key is "request-id" or "x-should-retry" || h.Key.StartsWith("anthropic", StringComparison.Ordinal));
        }

        Assert.Equal(2, (await emulator.Status()).Faults[kind]);
    }
}
