using System.Globalization;
using System.Text.Json;
using Lab.Contracts;
using Lab.Coordinator.Experiments;
using Lab.Coordinator.Factors;
using Lab.Coordinator.Factors.Faults;
using Lab.Coordinator.Runs;

namespace Lab.Tests.Coordinator.Experiments;

public sealed class FaultTests
{
    public static TheoryData<string> Kinds => [.. FaultKinds.All];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_can_be_written_with_all_its_fields_and_says_what_it_does(string kind)
    {
        var usual = JsonSerializer.Deserialize<FaultSpec>($$"""{"kind":"{{kind}}"}""", LabJson.Options)!;
        var fields = usual.GetType().GetProperties().Where(p => p.DeclaringType == usual.GetType() && p.CanWrite).ToList();
        var written = string.Concat(fields.Select(p => $", {JsonNamingPolicy.KebabCaseLower.ConvertName(p.Name)}: {Value(p.PropertyType, p.Name)}"));

        var fault = Read($"{{ kind: {kind}, probability: 25%{written} }}");

        Assert.Equal(kind, FaultKinds.NameOf(fault));
        Assert.Equal(0.25, fault.Probability);
        Assert.All(fields, p => Assert.NotEqual(p.GetValue(usual), p.GetValue(fault)));
        Assert.NotEqual(kind.Replace('-', ' '), FaultWords.Of(usual));
        Assert.DoesNotContain(usual.GetType().Name, FaultWords.Of(usual), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_says_in_words_what_whom_when_and_how_often()
    {
        var fault = Read("{ kind: cut-mid-stream, after-events: 1, probability: 12.5%, onset: { after: 2s, until: 10s, after-requests: 3 }, scope: { sessions: 50%, connection-age: 30s, body-bytes: 100KiB, open-connections: 4 } }");

        Assert.Equal(
            "stream reset after 1 event, in 12.5% of requests, in 50% of the sessions, on connections 30s old or older, for bodies of 100 KiB or more, while 4 or more connections are open, from 2s into the trial on, until 10s into the trial, after the first 3 requests of a session",
            FaultWords.Of(fault));
        Assert.Equal(new FaultOnset { After = TimeSpan.FromSeconds(2), Until = TimeSpan.FromSeconds(10), AfterRequests = 3 }, fault.Onset);
        Assert.Equal(new FaultScope { Sessions = 0.5, ConnectionAge = TimeSpan.FromSeconds(30), BodyBytes = 102_400, OpenConnections = 4 }, fault.Scope);
    }

    [Theory]
    [InlineData("{ kind: reset-befor-headers }", "did you mean 'reset-before-headers'?")]
    [InlineData("{ kind: overload, after-events: 3 }", "'arms.b.fault.after-events' is not known")]
    [InlineData("{ kind: overload, probability: 2 }", "a share from 0 to 1")]
    [InlineData("{ kind: overload, onset: { after: 5s, until: 5s } }", "never strike")]
    [InlineData("{ kind: overload, onset: { at: 5s } }", "'arms.b.fault.onset.at' is not known")]
    [InlineData("{ kind: refuse, scope: { sessions: 50% } }", "strikes the time")]
    [InlineData("{ kind: reset-on-accept, scope: { body-bytes: 1KiB } }", "strikes connections")]
    [InlineData("{ kind: connection-limit, by: shouting }", "refusing, resetting, rate-limiting")]
    [InlineData("{ kind: dns-wrong-address, address: 8.8.8.8 }", "not a loopback address")]
    public void What_cannot_be_is_refused_with_the_rule(string fault, string says) =>
        Assert.Contains(Faults(fault, "target: { to: emulator, https: true, resolver: emulator }"), f => f.Contains(says, StringComparison.Ordinal));

    [Theory]
    [InlineData("reset-in-handshake", "https: true")]
    [InlineData("dns-silence", "resolver: emulator")]
    public void A_fault_that_the_way_cannot_meet_is_refused_with_the_fix(string kind, string fix)
    {
        var fault = Assert.Single(Faults($"{{ kind: {kind} }}", "target: emulator"));

        Assert.Contains(kind, fault, StringComparison.Ordinal);
        Assert.Contains(fix, fault, StringComparison.Ordinal);
    }

    private static FaultSpec Read(string fault)
    {
        var experiment = ExperimentReader.Read(Definition(fault, "target: { to: emulator, https: true, resolver: emulator }"));
        return Assert.Single(TrialPlan.For(experiment, experiment.ArmNamed("b")).Faults);
    }

    private static IReadOnlyList<string> Faults(string fault, string target) => Assert.Throws<BadRunException>(() => ExperimentReader.Read(Definition(fault, target))).Faults;

    private static string Definition(string fault, string target) => $"name: mine\nquestion: Does it?\n{target}\narms:\n  a: {{ control: true }}\n  b:\n    fault: {fault}\n";

    /// <summary>A value that no field has by itself.</summary>
    private static string Value(Type type, string name) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(TimeSpan) => "1234ms",
        var t when t == typeof(bool) => name == "Reset" ? "false" : "true",
        var t when t.IsEnum => "rate-limiting",
        var t when t == typeof(string) => name == "Address" ? "127.1.2.3" : "api_error",
        _ => 77.ToString(CultureInfo.InvariantCulture),
    };
}
