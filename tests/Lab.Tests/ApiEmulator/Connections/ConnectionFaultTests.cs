using Lab.Contracts;
using Lab.Tests.Support;
using static Lab.Tests.ApiEmulator.Connections.SessionEmulator;

namespace Lab.Tests.ApiEmulator.Connections;

/// <summary>Faults of connections as the lab's own sessions meet them, plain and over TLS.</summary>
public sealed class ConnectionFaultTests(Stores stores)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refusing_port_is_a_refused_connect(bool https)
    {
        await using var sessions = await Start(stores, new Refuse());

        AssertFailed(await sessions.Call(https), FailureLayer.Connect, FailureKind.Refused, "ECONNREFUSED");

        Assert.InRange(await sessions.Strikes("refuse"), 1, 1000);
        await sessions.AssertHealthyOnceLifted();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reset_on_accept_is_a_reset_behind_the_connect(bool https)
    {
        await using var sessions = await Start(stores, new ResetOnAccept());

        var call = await sessions.Call(https);

        Assert.NotNull(call.Failure);
        Assert.Equal(FailureKind.Reset, call.Failure.Kind);
        Assert.Contains(call.Failure.Layer, https ? [FailureLayer.Connect, FailureLayer.Tls] : new[] { FailureLayer.Connect, FailureLayer.Write, FailureLayer.Headers });
        Assert.Contains(call.Failure.Errno, new[] { "ECONNRESET", "EPIPE" });
        Assert.Equal(1, await sessions.Strikes("reset-on-accept"));
        await sessions.AssertHealthyOnceLifted();
    }

    [Fact]
    public async Task A_struck_connection_that_never_becomes_a_request_has_a_span_that_says_why()
    {
        await using var sessions = await Start(stores);
        var ended = new System.Collections.Concurrent.ConcurrentBag<System.Diagnostics.ActivityTraceId>();
        sessions.Emulator.Spans.Ended += ended.Add;
        var plan = WireFaultTests.Plan(new ResetOnAccept()) with { Id = $"{Guid.NewGuid()}" };
        await sessions.Emulator.Set(plan);

        await sessions.Call(https: false);

        var span = Assert.Single(ended.Distinct().SelectMany(sessions.Emulator.Spans.Of), s => s.Name == "connection" && s.Attributes["lab.plan.id"] == plan.Id);
        Assert.Equal("reset-on-accept", span.Attributes["lab.fault.kind"]);
        Assert.True(span.IsError);
        Assert.Equal("The emulator reset the connection as soon as it was accepted, as planned.", span.StatusDescription);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Beyond_a_limit_that_resets_a_connection_is_reset(bool https)
    {
        await using var sessions = await Start(stores, new ConnectionLimit { Most = 1, By = LimitBy.Resetting });
        using var first = await RawExchange.Open(new(System.Net.IPAddress.Loopback, sessions.Places.Http!.Port));
        await sessions.Open(1);

        Assert.Equal(FailureKind.Reset, (await sessions.Call(https)).Failure?.Kind);

        Assert.Equal(1, await sessions.Strikes("connection-limit"));
        first.Dispose();
        await sessions.Open(0);
        Assert.Null((await sessions.Call(https)).Failure);
        await sessions.AssertHealthyOnceLifted();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Beyond_a_limit_that_refuses_a_connection_is_refused_until_one_has_gone(bool https)
    {
        await using var sessions = await Start(stores, new ConnectionLimit { Most = 1, By = LimitBy.Refusing });
        using var first = await RawExchange.Open(new(System.Net.IPAddress.Loopback, sessions.Places.Http!.Port));
        await sessions.Open(1);

        AssertFailed(await sessions.Call(https), FailureLayer.Connect, FailureKind.Refused, "ECONNREFUSED");

        await first.Send();
        Assert.Contains("message_stop", await first.ReadReply(), StringComparison.Ordinal);
        Assert.Equal(1, await sessions.Strikes("connection-limit"));
        first.Dispose();
        await sessions.Open(0);
        Assert.Null((await sessions.Call(https)).Failure);
        await sessions.AssertHealthyOnceLifted();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Beyond_a_limit_that_rate_limits_requests_are_answered_with_429(bool https)
    {
        await using var sessions = await Start(stores, new ConnectionLimit { Most = 1, By = LimitBy.RateLimiting });
        using var first = await RawExchange.Open(new(System.Net.IPAddress.Loopback, sessions.Places.Http!.Port));
        await sessions.Open(1);

        AssertFailed(await sessions.Call(https), FailureLayer.Http, FailureKind.RateLimited, null);

        Assert.Equal(1, await sessions.Strikes("connection-limit"));
        await sessions.AssertHealthyOnceLifted();
    }

    [Theory]
    [InlineData("self-signed-certificate", FailureKind.UntrustedCertificate)]
    [InlineData("wrong-certificate-name", FailureKind.WrongCertificateName)]
    [InlineData("expired-certificate", FailureKind.ExpiredCertificate)]
    [InlineData("plain-http-on-tls-port", FailureKind.NotTls)]
    [InlineData("reset-in-handshake", FailureKind.Reset)]
    public async Task A_fault_of_the_handshake_strikes_https_alone(string kind, FailureKind seen)
    {
        FaultSpec fault = kind switch
        {
            "self-signed-certificate" => new SelfSignedCertificate(),
            "wrong-certificate-name" => new WrongCertificateName(),
            "expired-certificate" => new ExpiredCertificate(),
            "plain-http-on-tls-port" => new PlainHttpOnTlsPort(),
            _ => new ResetInHandshake(),
        };
        await using var sessions = await Start(stores, fault);

        AssertFailed(await sessions.Call(https: true), FailureLayer.Tls, seen, seen == FailureKind.Reset ? "ECONNRESET" : null);
        Assert.Null((await sessions.Call(https: false)).Failure);

        Assert.Equal(1, await sessions.Strikes(kind));
        await sessions.AssertHealthyOnceLifted();
    }

    [Fact]
    public async Task The_same_seed_strikes_the_same_connections()
    {
        await using var one = await Start(stores, new ResetOnAccept { Probability = 0.5 });
        await using var other = await Start(stores, new ResetOnAccept { Probability = 0.5 });

        var seen = await Outcomes(one);

        Assert.Equal(seen, await Outcomes(other));
        Assert.Contains('x', seen);
        Assert.Contains('.', seen);
    }

    [Fact]
    public async Task Connections_before_the_onset_are_spared()
    {
        await using var sessions = await Start(stores, new ResetOnAccept { Onset = new FaultOnset { AfterRequests = 3 } });

        Assert.Equal("...xxxxxxxxx", await Outcomes(sessions, 12));
    }

    [Fact]
    public async Task The_control_meets_no_fault_of_connections()
    {
        await using var sessions = await Start(stores, new Refuse(), new ResetOnAccept(), new ConnectionLimit { Most = 1 });

        for (var i = 0; i < 5; i++)
        {
            using var client = new HttpClient { BaseAddress = sessions.Emulator.Address };
            using var health = await client.GetAsync("/alive", TestContext.Current.CancellationToken);
            Assert.True(health.IsSuccessStatusCode);
            using var reply = await client.PostAsync("/v1/messages", new StringContent(Bodies.Streamed), TestContext.Current.CancellationToken);
            Assert.True(reply.IsSuccessStatusCode);
        }
    }

    [Theory]
    [InlineData("/lab/status")]
    [InlineData("/lab/plan")]
    [InlineData("/health")]
    [InlineData("/nothing.html")]
    public async Task The_endpoints_of_sessions_do_not_serve_the_control(string path)
    {
        await using var sessions = await Start(stores);
        using var client = new HttpClient { BaseAddress = sessions.Places.Http };
        client.DefaultRequestHeaders.Host = $"{EmulatorNames.Host}:{sessions.Places.Http!.Port}";

        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("not_found_error", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task<string> Outcomes(SessionEmulator sessions, int count = 24)
    {
        var outcomes = "";
        for (var i = 0; i < count; i++)
        {
            outcomes += (await sessions.Call(https: false)).Failure is null ? '.' : 'x';
        }

        return outcomes;
    }
}
