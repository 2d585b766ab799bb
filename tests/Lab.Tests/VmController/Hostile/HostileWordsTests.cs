using System.Net;
using System.Net.Http.Json;
using Lab.Contracts;
using Lab.Tests.Support;

namespace Lab.Tests.VmController.Hostile;

/// <summary>Words made to be taken for something else: refused with the rule, or handed over as exactly one argument.</summary>
public sealed class HostileWordsTests(Stores stores) : IDisposable
{
    private const string Image = "ghcr.io/lab/linux:1";

    private readonly FakeTart _tart = new();
    private readonly string _root = RunningController.NewRoot();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IReadOnlyList<string> Words { get; } =
    [
        "", " ", "a b", "it's", "\"quoted\"", "line\nbreak", "line\r\n", "\t", "-x", "--", "--insecure", "--disk=/etc/passwd", "$(touch hit)", "`touch hit`", "${HOME}",
        ";touch hit", "a;b", "a|b", "a&b", "a>hit", "*", "~", "..", "../../etc/passwd", "/etc/passwd", "a/../b", "a\0b", "\0", "\u001b[2J", "ü", "\u202Etxt", "名前",
        "\U0001F600", "%00", "%2e%2e", new string('a', 10 * 1024), new string('/', 300), "a\\b", "#", "=", ",", "{}", "null", "\uFEFFa",
    ];

    public void Dispose() => _tart.Dispose();

    [Fact]
    public async Task No_such_word_is_a_machines_name()
    {
        await using var controller = await Start();

        foreach (var word in Words)
        {
            foreach (var name in new[] { word, $"lab-{word}-0" }.Where(n => n.Length > 0 && n is not (".." or "lab-null-0" or "null") && n.Trim('a', 'b', 'l', '-', '0').Length > 0))
            {
                using var put = await controller.Http.PutAsJsonAsync($"/vms/{Uri.EscapeDataString(name)}", new VmSpec { Image = Image, MemoryMiB = 64 }, LabJson.Options, Token);

                Assert.True(put.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.RequestUriTooLong, $"'{name}' was answered with {put.StatusCode}");
            }
        }

        await NothingWasDone(controller);
    }

    [Fact]
    public async Task No_such_word_is_a_part_of_a_spec()
    {
        await using var controller = await Start();

        foreach (var word in Words)
        {
            await IsRefused(controller, new VmSpec { Network = word }, "network", word);
            await IsRefused(controller, new VmSpec { Network = $"bridged:{word}" }, "network", word, isWord: word is "null" || word.All(c => c == 'a'));
            await IsRefused(controller, new VmSpec { Image = word }, "image", word, isWord: word is "null");
            await IsRefused(controller, new VmSpec { Image = $"ghcr.io/{word}:1" }, "image", word, isWord: word is "null");
            await IsRefused(controller, new VmSpec { Network = "softnet", Softnet = new SoftnetRules { Allow = [word] } }, "softnet.allow", word);
            await IsRefused(controller, new VmSpec { Network = "softnet", Softnet = new SoftnetRules { Block = [$"10.0.0.0/8{word}x"] } }, "softnet.block", word);
            await IsRefused(controller, new VmSpec { Network = "softnet", Softnet = new SoftnetRules { Expose = [$"{word}:22"] } }, "softnet.expose", word);
        }

        await NothingWasDone(controller);
    }

    [Fact]
    public async Task No_such_word_is_an_image_to_download()
    {
        await using var controller = await Start();

        foreach (var word in Words)
        {
            using var put = await controller.Http.PutAsync(new Uri($"/images/pull?image={Uri.EscapeDataString(word)}", UriKind.Relative), null, Token);
            using var delete = await controller.Http.DeleteAsync(new Uri($"/images/pull?image={Uri.EscapeDataString(word)}", UriKind.Relative), Token);

            Assert.True(put.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestUriTooLong, $"'{word}' was answered with {put.StatusCode}");
            Assert.Equal(put.StatusCode, delete.StatusCode);
        }

        await NothingWasDone(controller);
    }

    [Theory]
    [InlineData("10.0.0.0", "prefix length")]
    [InlineData("10.0.0.0/33", "0 to 32")]
    [InlineData("256.0.0.0/8", "0 to 255")]
    [InlineData("10.0.0.5/8", "Did you mean 10.0.0.0/8?")]
    [InlineData("010.0.0.0/8", "four numbers")]
    [InlineData("0x0a.0.0.0/8", "four numbers")]
    [InlineData("10.0.0.0/8,0.0.0.0/0", "four numbers")]
    [InlineData("fd00::/8", "IPv4")]
    [InlineData("10.1/16", "four numbers")]
    public async Task A_network_that_is_none_is_refused_with_what_is_wrong(string cidr, string rule)
    {
        await using var controller = await Start();

        var text = await IsRefused(controller, new VmSpec { Network = "softnet", Softnet = new SoftnetRules { Allow = ["10.0.0.0/8", cidr] } }, "softnet.allow", cidr);

        Assert.Contains(rule, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0:22")]
    [InlineData("22:65536")]
    [InlineData("22")]
    [InlineData("22:22:22")]
    [InlineData("022:22")]
    [InlineData("22:22,23:23")]
    [InlineData("-1:22")]
    [InlineData("99999999999:22")]
    public async Task A_pair_of_ports_that_is_none_is_refused(string pair)
    {
        await using var controller = await Start();

        await IsRefused(controller, new VmSpec { Network = "softnet", Softnet = new SoftnetRules { Expose = [pair] } }, "softnet.expose", pair);
    }

    [Fact]
    public async Task Rules_are_refused_with_another_network_twice_the_same_port_and_for_more_than_one_machine()
    {
        await using var controller = await Start();
        var rules = new SoftnetRules { Expose = ["2222:22", "2222:80"] };

        Assert.Contains("Take network 'softnet'", await IsRefused(controller, new VmSpec { Network = "nat", Softnet = new SoftnetRules() }, "softnet", ""), StringComparison.Ordinal);
        Assert.Contains("2222 is given twice", await IsRefused(controller, new VmSpec { Network = "softnet", Softnet = rules }, "softnet.expose", ""), StringComparison.Ordinal);
        using var check = await controller.Http.PostAsJsonAsync("/preflight", new VmSet { Count = 2, Spec = new VmSpec { Network = "softnet", Softnet = rules with { Expose = ["2222:22"] } } }, LabJson.Options, Token);
        Assert.Contains("leads into one machine", await check.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_allowed_arrives_as_one_argument_each()
    {
        _tart.Has("ghcr.io/lab/x--y:1");
        await using var controller = await Start();
        var spec = new VmSpec
        {
            Image = "ghcr.io/lab/x--y:1",
            MemoryMiB = 64,
            Network = "softnet",
            Softnet = new SoftnetRules { Allow = ["192.168.0.0/24", "10.0.0.0/8"], Block = ["0.0.0.0/0"], Expose = ["2222:22", "8080:80"] },
        };

        using var put = await controller.Put("lab-r-0", spec);
        await controller.Reaches("lab-r-0", VmState.Ready);

        Assert.Equal(
            ["run", "--no-graphics", "--no-audio", "--no-clipboard", "--net-softnet", "--net-softnet-allow=192.168.0.0/24,10.0.0.0/8", "--net-softnet-block=0.0.0.0/0", "--net-softnet-expose=2222:22,8080:80", "lab-r-0"],
            Assert.Single(_tart.CallsOf("run")));
        Assert.Equal(["clone", "ghcr.io/lab/x--y:1", "lab-r-0"], Assert.Single(_tart.CallsOf("clone")));
        using var delete = await controller.Delete("/vms/lab-r-0");
        await controller.IsGone("lab-r-0");
    }

    [Fact]
    public async Task No_network_is_refused_by_Tart_before_anything_is_done()
    {
        await using var controller = await Start();

        using var put = await controller.Put("lab-r-0", new VmSpec { Image = Image, MemoryMiB = 64, Network = "none" });

        Assert.Contains("always gives a machine a network", (await controller.Reaches("lab-r-0", VmState.Failed)).Error, StringComparison.Ordinal);
        Assert.Empty(_tart.CallsOf("clone"));
    }

    private Task<RunningController> Start()
    {
        _tart.Has(Image);
        return RunningController.Start(stores, _root, _tart.Settings);
    }

    private static async Task<string> IsRefused(RunningController controller, VmSpec spec, string field, string word, bool isWord = false)
    {
        if (isWord)
        {
            return "";
        }

        // The check before a start takes the same rules, and does nothing.
        using var response = await controller.Http.PostAsJsonAsync("/preflight", new VmSet { Spec = spec }, LabJson.Options, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{field} '{word}' was answered with {response.StatusCode}");
        Assert.Contains($"spec.{field}", text, StringComparison.Ordinal);
        Assert.True(text.Length < 2000, "the answer repeats the whole word");
        using var put = await controller.Put("lab-r-0", spec);
        Assert.Equal(HttpStatusCode.BadRequest, put.StatusCode);
        return text;
    }

    private async Task NothingWasDone(RunningController controller)
    {
        Assert.Empty((await controller.Http.GetFromJsonAsync<VmInventory>("/vms", LabJson.Options, Token))!.Vms);
        Assert.All(_tart.Calls, c => Assert.True(c is ["--version"] or ["list", "--format", "json"], string.Join(' ', c)));
        Assert.False(File.Exists("hit") || File.Exists(Path.Combine(_tart.Home, "hit")));
    }
}
