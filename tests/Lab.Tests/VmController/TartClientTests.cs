using System.Diagnostics;
using Lab.Shell;
using Lab.VmController;
using Lab.VmController.Tart;

namespace Lab.Tests.VmController;

/// <summary>The calls that the client makes, word by word.</summary>
public sealed class TartClientTests : ICommandRunner
{
    private readonly List<Command> _calls = [];
    private CommandResult _answer = new(CommandEnd.Exited, 0, "", "", TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task<CommandResult> Run(Command command, CancellationToken cancellation)
    {
        _calls.Add(command);
        return Task.FromResult(_answer);
    }

    [Fact]
    public async Task Names_come_after_the_options_and_every_call_has_a_limit()
    {
        var tart = Client();

        await tart.List(Token);
        await tart.Clone("standin", "lab-r-0", Token);
        await tart.Set("lab-r-0", 2, 512, Token);
        await tart.Ip("lab-r-0", "arp", Token);
        await tart.Answers("lab-r-0", Token);
        await tart.Stop("lab-r-0", Token);
        await tart.Delete("lab-r-0", Token);
        await tart.GuestSystem("lab-r-0", Token);

        Assert.Equal(
            [
                "tart list --format json",
                "tart clone standin lab-r-0",
                "tart set --cpu 2 --memory 512 --random-mac lab-r-0",
                "tart ip --wait 0 --resolver arp lab-r-0",
                "tart exec lab-r-0 true",
                "tart stop --timeout 5 lab-r-0",
                "tart delete lab-r-0",
                "tart get --format json lab-r-0",
            ],
            _calls.Select(c => c.ToString()));
        Assert.All(_calls, c => Assert.InRange(c.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)));
    }

    [Theory]
    [InlineData("nat", "tart run --no-graphics --no-audio --no-clipboard lab-r-0")]
    [InlineData("softnet", "tart run --no-graphics --no-audio --no-clipboard --net-softnet lab-r-0")]
    [InlineData("host", "tart run --no-graphics --no-audio --no-clipboard --net-host lab-r-0")]
    [InlineData("bridged:en0", "tart run --no-graphics --no-audio --no-clipboard --net-bridged=en0 lab-r-0")]
    public void Starts_a_machine_with_its_network(string network, string command) =>
        Assert.Equal(command, Client().RunCommand("lab-r-0", NetworkMode.Parse(network)!).ToString());

    [Theory]
    [InlineData("bridged:")]
    [InlineData("bridged:--disk=/etc/passwd")]
    [InlineData("bridged:en0 --disk x")]
    [InlineData("bridged:en0\n")]
    [InlineData("NAT")]
    [InlineData("")]
    [InlineData(null)]
    public void A_network_that_is_none_of_the_words_is_refused(string? network) => Assert.Null(NetworkMode.Parse(network));

    [Fact]
    public async Task Tart_is_told_not_to_prune_and_not_to_draw_progress()
    {
        await Client(home: "/homes/one").List(Token);

        var variables = _calls[0].Environment;
        Assert.Equal(("1", "1", "/homes/one"), (variables["CI"], variables["TART_NO_AUTO_PRUNE"], variables["TART_HOME"]));
    }

    [Fact]
    public async Task Tarts_own_spans_go_on_in_the_trace_where_they_have_somewhere_to_go()
    {
        using var activity = new Activity("step").SetIdFormat(ActivityIdFormat.W3C).Start();

        await Client(traces: "http://127.0.0.1:4318/v1/traces").List(Token);
        await Client().List(Token);

        Assert.Equal((activity.Id, "http://127.0.0.1:4318/v1/traces"), (_calls[0].Environment["TRACEPARENT"], _calls[0].Environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]));
        Assert.Null(_calls[1].Environment["TRACEPARENT"]);
    }

    [Theory]
    [InlineData("192.168.64.7\n", "192.168.64.7")]
    [InlineData("", null)]
    [InlineData("pending\n", null)]
    public async Task An_address_is_taken_only_where_it_is_one(string output, string? address)
    {
        _answer = _answer with { Output = output };

        var (ip, error) = await Client().Ip("lab-r-0", "dhcp", Token);

        Assert.Equal(address, ip?.ToString());
        Assert.Null(error);
    }

    private TartClient Client(string? home = null, string? traces = null) => new(this, "tart", new TartEnvironment(home, traces), new VmControllerOptions());
}
