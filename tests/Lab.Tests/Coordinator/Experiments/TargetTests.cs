using System.Text.Json;
using Lab.Contracts;
using Lab.Coordinator.Clients;
using Lab.Coordinator.Experiments;
using Lab.Coordinator.Experiments.Targets;
using Lab.Coordinator.Runs;

namespace Lab.Tests.Coordinator.Experiments;

public sealed class TargetTests
{
    private static readonly Uri Control = new("http://127.0.0.1:5000");

    private static readonly EmulatorStatus Status = new("one", new EmulatorPlan { Id = "p" }, 0, new Dictionary<string, long>())
    {
        Http = new Uri("http://127.0.0.1:6000"), Https = new Uri("https://127.0.0.1:6443"), CaCertificate = "-----BEGIN CERTIFICATE-----", Resolver = "127.0.0.1:6053",
    };

    [Fact]
    public void Every_field_of_a_target_can_be_written()
    {
        Assert.Equal(
            new TargetChoice { Kind = TargetKind.Emulator, Https = true, Resolver = "emulator" },
            Read("{ to: emulator, https: true, resolver: emulator }"));
        Assert.Equal(
            new TargetChoice { Kind = TargetKind.Anthropic, MaxRequests = 500, MaxTokens = 2_000_000, RequestsPerSecond = 0.5, Proxy = new Uri("http://127.0.0.1:3128") },
            Read("{ to: anthropic, max-requests: 500, max-tokens: 2_000_000, requests-per-second: 0.5, proxy: \"http://127.0.0.1:3128\" }"));
        Assert.Equal("127.0.0.1:5353", Read("{ to: \"https://host.example\", resolver: \"127.0.0.1:5353\" }").Resolver);
    }

    [Fact]
    public void The_real_edge_without_a_key_is_paced_by_itself()
    {
        Assert.Equal(TargetReader.UnauthenticatedPerSecond, Read("anthropic-unauthenticated").RequestsPerSecond);
        Assert.Equal(7, Read("{ to: anthropic-unauthenticated, requests-per-second: 7 }").RequestsPerSecond);
    }

    [Theory]
    [InlineData("{ to: anthropic, max-tokens: 9 }", "no ceiling on requests")]
    [InlineData("{ to: \"https://host.example\", https: true }", "in the URL itself")]
    [InlineData("{ to: anthropic-unauthenticated, resolver: emulator }", "the emulator's name only")]
    [InlineData("{ to: emulator, resolver: \"127.0.0.1:53\" }", "does not know the emulator's name")]
    [InlineData("{ to: \"https://192.0.2.1\", resolver: \"127.0.0.1:53\" }", "never be asked")]
    [InlineData("{ to: \"https://host.example\", resolver: \"127.0.0.1:53\", proxy: \"http://127.0.0.1:3128\" }", "by the proxy")]
    [InlineData("{ to: emulator, resolver: somewhere }", "'somewhere' is not a resolver")]
    [InlineData("{ to: emulator, requests-per-second: 0 }", "0.01")]
    [InlineData("{ to: emulator, proxi: x }", "Did you mean 'proxy'?")]
    public void What_has_no_effect_or_cannot_be_is_refused(string target, string says) =>
        Assert.Contains(Faults(target), f => f.Contains(says, StringComparison.Ordinal));

    [Theory]
    [InlineData("{ to: emulator, proxy: \"http://me:secret@127.0.0.1:3128\" }")]
    [InlineData("https://me:secret@host.example")]
    public void A_password_in_a_URL_is_refused_and_not_said_back(string target) =>
        Assert.DoesNotContain("secret", string.Join('\n', Faults(target)), StringComparison.Ordinal);

    [Fact]
    public void Fields_of_the_target_can_be_overridden_where_the_definition_names_it_only()
    {
        var experiment = ExperimentReader.Read(Definition("emulator"), new Dictionary<string, JsonElement>
        {
            ["target.max-requests"] = JsonSerializer.SerializeToElement(500),
            ["target.to"] = JsonSerializer.SerializeToElement("anthropic"),
        });

        Assert.Equal((TargetKind.Anthropic, 500L), (experiment.Target.Kind, experiment.Target.MaxRequests));
    }

    [Fact]
    public void Sessions_go_where_the_emulator_serves_them_at_that_moment()
    {
        Assert.Equal(Status.Http, Address("emulator").Url);
        Assert.Equal(Control, TargetAddress.ForSessions(Read("emulator"), Control, Status with { Http = null }).Url);

        var named = Address("{ to: emulator, https: true, resolver: emulator }");
        Assert.Equal(new Uri($"https://{EmulatorNames.Host}:6443"), named.Url);
        Assert.Equal((Status.Resolver, Status.CaCertificate), (named.Resolver, named.CaCertificate));

        var elsewhere = TargetAddress.ForSessions(Read("{ to: \"https://host.example\", resolver: \"127.0.0.1:53\" }"), Control, null);
        Assert.Equal(("https://host.example/", "127.0.0.1:53"), (elsewhere.Url.ToString(), elsewhere.Resolver));
    }

    [Fact]
    public void An_emulator_that_serves_less_than_asked_for_is_named() =>
        Assert.Contains("no HTTPS", Assert.Throws<ServiceCallException>(() => TargetAddress.ForSessions(Read("{ to: emulator, https: true }"), Control, Status with { Https = null })).Message);

    private static Target Address(string target) => TargetAddress.ForSessions(Read(target), Control, Status);

    private static TargetChoice Read(string target) => ExperimentReader.Read(Definition(target)).Target;

    private static IReadOnlyList<string> Faults(string target) => Assert.Throws<BadRunException>(() => ExperimentReader.Read(Definition(target))).Faults;

    private static string Definition(string target) => $"name: mine\nquestion: Does it?\ntarget: {target}\narms: {{ a: {{ control: true }}, b: {{ parallel-sessions: 2 }} }}\n";
}
