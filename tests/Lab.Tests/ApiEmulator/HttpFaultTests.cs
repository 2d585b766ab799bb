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
    public async Task An_error_of_the_API_has_its_status_its_body_and_its_headers(string kind, int status, string type)
    {
        FaultSpec fault = kind switch { "rate-limit" => new RateLimit { RetryAfter = TimeSpan.FromSeconds(7) }, "overload" => new Overload(), _ => new InternalError() };
        await using var emulator = await RunningEmulator.Start(stores, WireFaultTests.Plan(fault));

        using var response = await emulator.Post(Bodies.Streamed);
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("error", body.GetProperty("type").GetString());
        Assert.Equal(type, body.GetProperty("error").GetProperty("type").GetString());
        Assert.NotEqual("", body.GetProperty("error").GetProperty("message").GetString());
        Assert.Equal(Assert.Single(response.Headers.GetValues("request-id")), body.GetProperty("request_id").GetString());
        Assert.Equal("true", Assert.Single(response.Headers.GetValues("x-should-retry")));
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
}
