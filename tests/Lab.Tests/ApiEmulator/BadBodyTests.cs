using System.Net;
using System.Text.Json;
using Lab.Tests.Support;

namespace Lab.Tests.ApiEmulator;

/// <summary>Requests that the API refuses.</summary>
public sealed class BadBodyTests(Stores stores)
{
    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("{", "not valid JSON")]
    [InlineData("""{"model":"m"} x""", "not valid JSON")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("""{"max_tokens":1,"messages":[{"role":"user","content":"x"}]}""", "model: Field required")]
    [InlineData("""{"model":7,"max_tokens":1,"messages":[]}""", "model: Input should be a valid string")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}]}""", "max_tokens: Field required")]
    [InlineData("""{"model":"m","max_tokens":0,"messages":[{"role":"user","content":"x"}]}""", "max_tokens: Input should be greater than or equal to 1")]
    [InlineData("""{"model":"m","max_tokens":"9","messages":[{"role":"user","content":"x"}]}""", "max_tokens: Input should be a valid integer")]
    [InlineData("""{"model":"m","max_tokens":1}""", "messages: Field required")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":{}}""", "messages: Input should be a valid list")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[]}""", "messages: at least one message is required")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":["x"]}""", "messages.0: Input should be an object")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"},{"role":"robot","content":"x"}]}""", "messages.1.role: Input should be 'user' or 'assistant'")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user"}]}""", "messages.0.content: Field required")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"content":"x"}]}""", "messages.0.role: Field required")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":3}]}""", "messages.0.content: Input should be a valid string or list")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"text":"x"}]}]}""", "messages.0.content.0.type: Field required")]
    [InlineData("""{"model":"m","max_tokens":1,"stream":"yes","messages":[{"role":"user","content":"x"}]}""", "stream: Input should be a valid boolean")]
    [InlineData("""{"model":"m","max_tokens":1,"tools":{},"messages":[{"role":"user","content":"x"}]}""", "tools: Input should be a valid list")]
    [InlineData("""{"model":"m","max_tokens":1,"tools":[{"name":""}],"messages":[{"role":"user","content":"x"}]}""", "tools.0.name: String should have 1 to 256 characters")]
    public async Task A_malformed_body_is_refused_by_the_name_of_its_field(string body, string expected)
    {
        await using var emulator = await RunningEmulator.Start(stores);
        using var response = await emulator.Post(body);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("error");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("false", Assert.Single(response.Headers.GetValues("x-should-retry")));
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Contains(expected, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_beyond_the_limit_of_the_API_is_refused_and_the_refusal_arrives(bool knownLength)
    {
        await using var emulator = await RunningEmulator.Start(stores);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new ByteArrayContent(new byte[(32 * 1024 * 1024) + 1]) };
        request.Headers.TransferEncodingChunked = !knownLength;
        using var response = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("request_too_large", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_leaves_during_its_upload_is_no_request()
    {
        await using var emulator = await RunningEmulator.Start(stores);
        var trace = System.Diagnostics.ActivityTraceId.CreateRandom();
        using (var exchange = await RawExchange.Open(emulator.EndPoint))
        {
            await exchange.SendText($"POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\ntraceparent: 00-{trace.ToHexString()}-00f067aa0ba902b7-01\r\nContent-Length: 5000\r\n\r\n{{");
        }

        var span = await emulator.Span(trace);
        Assert.Contains(span.Events, e => e.Name == "lab.client.left");
        Assert.Equal(0, (await emulator.Status()).Requests);
    }

    [Fact]
    public async Task A_body_of_a_megabyte_is_read_however_it_is_cut_up()
    {
        await using var emulator = await RunningEmulator.Start(stores, ReplyTests.Plan(3, 10, 0));
        var body = Bodies.Streamed.Replace("Hello", new string('x', 1_000_000), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent(body) };
        request.Headers.TransferEncodingChunked = true;
        using var response = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(body.Length / 4, (await Events.Read(response, TestContext.Current.CancellationToken))[0].Data.GetProperty("message").GetProperty("usage").GetProperty("input_tokens").GetInt32());
    }
}
