using System.Net;
using System.Net.Http.Json;
using Lab.Contracts;
using Lab.Tests.Support;

namespace Lab.Tests.ApiEmulator;

/// <summary>What the emulator remembers of the requests that it got.</summary>
public sealed class JournalTests(Stores stores)
{
    private static readonly ReplyShape Flat = new() { Events = 2, Pace = TimeSpan.Zero };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_is_remembered_as_it_came_over_the_wire_but_for_its_key()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(10));
        using var exchange = await RawExchange.Open(emulator.EndPoint);
        const string Body = """{"model":"claude-x","max_tokens":77,"stream":true,"tools":[{"name":"Bash"},{"name":"Read"}],"messages":[{"role":"user","content":"x"}]}""";
        (string Name, string Value)[] headers =
        [
            ("accept", "application/json"), ("X-Api-Key", "sk-secret"), ("zebra", "1"), ("Content-Length", $"{Body.Length}"), ("X-Claude-Code-Session-Id", "s-1"), ("host", "127.0.0.1"),
            ("anthropic-beta", "a, b"), ("Authorization", "Bearer sk-secret"), ("ZEBRA", " 2 "), ("Connection", "keep-alive"),
        ];

        await exchange.SendText("POST /v1/messages?beta=true HTTP/1.1\r\n" + string.Concat(headers.Select(h => $"{h.Name}: {h.Value}\r\n")) + "\r\n" + Body);
        await exchange.ReadReply();
        var seen = Assert.Single(await Ended(emulator, 1));

        Assert.Equal("POST /v1/messages?beta=true", seen.Line);
        Assert.Equal(headers.Select(h => KeyValuePair.Create(h.Name, h.Value.Contains("secret", StringComparison.Ordinal) ? "" : h.Value.Trim())), seen.Headers);
        Assert.Equal((1, "s-1", Body.Length, "claude-x", true, 2, 77, 200, null), (seen.OnConnection, seen.Session, (int)seen.BodyBytes, seen.Model, seen.Stream, seen.Tools, seen.MaxTokens, seen.Status, seen.Fault));
        Assert.True(seen.Duration > TimeSpan.Zero);
        Assert.DoesNotContain("sk-secret", await emulator.Http.GetStringAsync("/lab/requests", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_on_a_connection_are_numbered_and_their_headers_found_behind_any_body()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(100));
        using var first = await RawExchange.Open(emulator.EndPoint);
        using var second = await RawExchange.Open(emulator.EndPoint);
        const string Trap = "POST /v1/messages?beta=true HTTP/1.1\r\nodd: 1\r\n\r\nGET / HTTP/1.1\r\n\r\n";

        // Nobody reads the body of a path that is not there; some come in chunks, some in pieces, some right behind each other.
        await first.SendText($"POST /nowhere HTTP/1.1\r\nHost: localhost\r\nn: a\r\nContent-Length: {Trap.Length}\r\n\r\n{Trap}");
        await first.Read("not_found_error");
        await first.SendText($"POST /nowhere HTTP/1.1\r\nHost: localhost\r\nn: b\r\nTransfer-Encoding: chunked\r\n\r\n{Trap.Length:x}\r\n{Trap}\r\n0\r\n\r\n" + "GET /api/hello HTTP/1.1\r\nHost: localhost\r\nn: c\r\nx: y\r\n\r\n");
        await first.Read("hello");
        foreach (var piece in new[] { "GE", "T /api/hello?again HTTP/1.1\r\nHo", "st: localhost\r", "\nn: d\r\nB: 1\r\nA: 2\r\n", "\r\n" })
        {
            await second.SendText(piece);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Stop);
        }

        await second.Read("hello");
        await first.Send();
        await first.Read("message_stop");

        var seen = await Ended(emulator, 5);
        Assert.Equal(["POST /nowhere", "POST /nowhere", "GET /api/hello", "GET /api/hello?again", "POST /v1/messages?beta=true"], seen.Select(r => r.Line));
        Assert.Equal([1, 2, 3, 1, 4], seen.Select(r => r.OnConnection));
        Assert.Equal([404, 404, 200, 200, 200], seen.Select(r => r.Status));
        Assert.Equal(["n: a|Content-Length: 66", "n: b|Transfer-Encoding: chunked", "n: c|x: y", "n: d|B: 1|A: 2"], seen.Take(4).Select(Headers).Select(h => h["Host: localhost|".Length..]));
        Assert.Equal(2, seen.Select(r => r.Connection).Distinct().Count());
        Assert.All(seen.Take(4), r => Assert.Null(r.Model));
        Assert.Equal(Trap.Length, seen[0].BodyBytes);
    }

    [Fact]
    public async Task A_fault_is_named_and_a_request_without_a_response_has_no_status()
    {
        FaultSpec[] faults = [new ResetBeforeHeaders { Onset = new FaultOnset { AfterRequests = 2 } }, new Overload { Onset = new FaultOnset { AfterRequests = 1 } }];
        await using var emulator = await RunningEmulator.Start(stores, Plan(10) with { Faults = faults });
        for (var i = 0; i < 3; i++)
        {
            using var exchange = await RawExchange.Open(emulator.EndPoint);
            await exchange.Send(session: "s");
            await exchange.Read(i == 2 ? null : i == 1 ? "Overloaded" : "message_stop");
        }

        var seen = await Ended(emulator, 3);

        Assert.Equal([null, "overload", "reset-before-headers"], seen.Select(r => r.Fault));
        Assert.Equal([200, 529, null], seen.Select(r => r.Status));
    }

    [Fact]
    public async Task A_request_under_way_is_there_without_a_status()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(10) with { Faults = [new Stall { For = TimeSpan.FromHours(1) }] });
        using var exchange = await RawExchange.Open(emulator.EndPoint);
        await exchange.Send();

        var seen = await Until(emulator, r => r is [{ Fault: "stall" }]);
        Assert.Null(seen[0].Status);
        var longer = await Until(emulator, r => r[0].Duration > seen[0].Duration);
        Assert.Equal(seen[0].At, longer[0].At);
    }

    [Fact]
    public async Task The_latest_are_kept_in_their_order_and_can_be_picked_and_forgotten()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(3));
        for (var i = 0; i < 5; i++)
        {
            using var response = await emulator.Post(Bodies.Whole, session: $"s-{i % 2}");
            await response.Content.ReadAsStringAsync(Stop);
        }

        var seen = await Ended(emulator, 3);
        Assert.Equal(["s-0", "s-1", "s-0"], seen.Select(r => r.Session));
        Assert.Equal([3, 4, 5], seen.Select(r => r.OnConnection - seen[0].OnConnection + 3));
        Assert.Equal(["s-1"], (await Read(emulator, "?session=s-1")).Select(r => r.Session));
        Assert.Equal(seen.Skip(1).Select(r => r.At), (await Read(emulator, $"?since={Uri.EscapeDataString(seen[1].At.ToString("O"))}")).Select(r => r.At));

        using var bad = await emulator.Http.GetAsync("/lab/requests?since=yesterday", Stop);
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.Contains("it is 'yesterday'", await bad.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);

        using var deleted = await emulator.Http.DeleteAsync("/lab/requests", Stop);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Empty(await Read(emulator));
    }

    [Fact]
    public async Task Nothing_is_remembered_unless_the_plan_wants_it()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(0));
        using var exchange = await RawExchange.Open(emulator.EndPoint);
        await exchange.Send();
        await exchange.ReadReply();
        Assert.Empty(await Read(emulator));

        // On a connection that was idle meanwhile, the journal begins at its next request.
        await emulator.Set(Plan(5));
        await exchange.Send();
        await exchange.ReadReply();
        var seen = Assert.Single(await Ended(emulator, 1));
        Assert.Equal(2, seen.OnConnection);
        Assert.Equal(["Host", "Content-Type", "Content-Length"], seen.Headers.Select(h => h.Key));
    }

    private static EmulatorPlan Plan(int journal) => WireFaultTests.Plan() with { Journal = journal, Reply = Flat };

    private static string Headers(EmulatorRequest request) => string.Join('|', request.Headers.Select(h => $"{h.Key}: {h.Value}"));

    private static async Task<IReadOnlyList<EmulatorRequest>> Read(RunningEmulator emulator, string query = "") =>
        (await emulator.Http.GetFromJsonAsync<List<EmulatorRequest>>($"/lab/requests{query}", LabJson.Options, Stop))!;

    /// <summary>So many requests whose replies have ended: a client may have its reply a moment before the journal has.</summary>
    private static async Task<IReadOnlyList<EmulatorRequest>> Ended(RunningEmulator emulator, int count) =>
        await Until(emulator, seen => seen.Count == count && seen.All(r => r.Status is not null || r.Fault is not null));

    private static async Task<IReadOnlyList<EmulatorRequest>> Until(RunningEmulator emulator, Func<IReadOnlyList<EmulatorRequest>, bool> isSo)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var seen = await Read(emulator);
            if (isSo(seen))
            {
                return seen;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(5), $"The journal has: {string.Join("; ", seen)}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Stop);
        }
    }
}
