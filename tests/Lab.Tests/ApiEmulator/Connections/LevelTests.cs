using System.Text;
using System.Text.Json;
using Lab.ApiEmulator.Connections;
using Lab.ApiEmulator.Plans;
using Lab.ApiEmulator.Resolver.Faults;
using Lab.Contracts;
using Lab.Tests.Support;

namespace Lab.Tests.ApiEmulator.Connections;

/// <summary>Which fault belongs where, and what a plan may ask of it.</summary>
public sealed class LevelTests(Stores stores)
{
    private static readonly Type[] OfConnections =
    [
        typeof(Refuse), typeof(ResetOnAccept), typeof(IdleClose), typeof(IdleDrop), typeof(ConnectionLimit), typeof(SlowLink),
        typeof(SelfSignedCertificate), typeof(WrongCertificateName), typeof(ExpiredCertificate), typeof(PlainHttpOnTlsPort), typeof(ResetInHandshake),
    ];

    [Fact]
    public void The_catalogs_below_requests_hold_every_fault_of_theirs_by_its_name()
    {
        var below = FaultKinds.All.SkipWhile(k => k != "refuse").ToList();

        Assert.Equal(OfConnections, ConnectionFaultCatalog.All.Select(e => e.Spec));
        Assert.Equal(below, ConnectionFaultCatalog.All.Select(e => e.Kind).Concat(QuestionFaultCatalog.All.Select(e => e.Kind)));
        Assert.All(ConnectionFaultCatalog.All, e => Assert.Equal(e.Kind, e.Make((FaultSpec)Activator.CreateInstance(e.Spec)!).Kind));
        Assert.All(ConnectionFaultCatalog.All, e => Assert.EndsWith(", as planned.", e.Make((FaultSpec)Activator.CreateInstance(e.Spec)!).Says, StringComparison.Ordinal));
        Assert.All(QuestionFaultCatalog.All, e => Assert.Equal(e.Kind, e.Make((FaultSpec)Activator.CreateInstance(e.Spec)!).Kind));
        Assert.All(QuestionFaultCatalog.All, e => Assert.EndsWith(", as planned.", e.Make((FaultSpec)Activator.CreateInstance(e.Spec)!).Says, StringComparison.Ordinal));
    }

    [Fact]
    public void Faults_that_need_https_or_the_resolver_are_those_of_these_levels()
    {
        Assert.All(QuestionFaultCatalog.All, e => Assert.True(FaultKinds.NeedsResolver((FaultSpec)Activator.CreateInstance(e.Spec)!)));
        Assert.All(ConnectionFaultCatalog.All, e => Assert.Equal(
            FaultKinds.NeedsHttps((FaultSpec)Activator.CreateInstance(e.Spec)!),
            e.Make((FaultSpec)Activator.CreateInstance(e.Spec)!) is IDrawnFault fault && !fault.CanStrike(isTls: false, int.MaxValue) && fault.CanStrike(isTls: true, int.MaxValue)));
    }

    [Theory]
    [InlineData("""{"kind":"refuse","slot":0.001,"probability":2,"onset":{"afterRequests":1},"scope":{"sessions":0.5,"connectionAge":1,"bodyBytes":1}}""",
        "slot,probability,onset.afterRequests,scope.sessions,scope.connectionAge,scope.bodyBytes")]
    [InlineData("""{"kind":"idle-close","after":0}""", "after")]
    [InlineData("""{"kind":"idle-close","after":1.5,"hint":true}""", "after")]
    [InlineData("""{"kind":"idle-drop","after":-1}""", "after")]
    [InlineData("""{"kind":"connection-limit","most":0,"by":"refusing","probability":0.5,"onset":{"afterRequests":1}}""", "most,probability,onset.afterRequests")]
    [InlineData("""{"kind":"slow-link","latency":-1,"bytesPerSecond":1}""", "latency,bytesPerSecond")]
    [InlineData("""{"kind":"dns-slow","by":0,"scope":{"sessions":0.5}}""", "by,scope.sessions")]
    [InlineData("""{"kind":"dns-wrong-address","address":"192.0.2.1"}""", "address")]
    [InlineData("""{"kind":"dns-wrong-address","address":"elsewhere"}""", "address")]
    [InlineData("""{"kind":"dns-wrong-address","address":"127.0.0.1"}""", "address")]
    public async Task A_bad_fault_is_refused_with_everything_that_is_wrong_with_it(string fault, string fields)
    {
        await using var emulator = await RunningEmulator.Start(stores);
        using var response = await emulator.Http.PutAsync("/lab/plan", new StringContent($$"""{"id":"x","faults":[{{fault}}]}""", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        var errors = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("errors");

        Assert.Equal(fields.Split(',').Select(f => $"faults[0].{f}").Order(), errors.EnumerateObject().Select(e => e.Name).Order());
        Assert.Equal("healthy", (await emulator.Status()).Plan.Id);
    }
}
